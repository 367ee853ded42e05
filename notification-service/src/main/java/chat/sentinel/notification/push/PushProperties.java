package chat.sentinel.notification.push;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param collapse after a push of a chat its next one waits so long, and tells of all that came
///     meanwhile
/// @param hold how soon it is asked again whether a device that seemed to be here was; later, up to
///     four times as long after
/// @param lease how long one instance has for what it took; then another may send it again
/// @param inFlight pushes of one instance that Firebase has not answered
/// @param batch how many are taken at once
/// @param longestBackoff between two attempts
/// @param oldest a message older than that is not pushed any more
@Validated
@ConfigurationProperties("sentinel.push")
public record PushProperties(
        @NotNull @DefaultValue("3s") Duration collapse,
        @NotNull @DefaultValue("2s") Duration hold,
        @NotNull @DefaultValue("60s") Duration lease,
        @Min(1) @DefaultValue("180") int inFlight,
        @Min(1) @Max(500) @DefaultValue("100") int batch,
        @NotNull @DefaultValue("5m") Duration longestBackoff,
        @NotNull @DefaultValue("24h") Duration oldest) {}
