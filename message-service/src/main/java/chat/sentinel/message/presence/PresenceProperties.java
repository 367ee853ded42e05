package chat.sentinel.message.presence;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param beat how often everybody at this node is said to be alive, and how often at most a user
///     who only makes requests
/// @param watchRenewal how often what a user watches is said again
/// @param eventsOfSocket changes that one socket is told in a second; more are merged and wait
@Validated
@ConfigurationProperties("sentinel.presence")
public record PresenceProperties(
        @NotNull @DefaultValue("20s") Duration beat,
        @NotNull @DefaultValue("5m") Duration watchRenewal,
        @Min(1) @DefaultValue("200") int eventsOfSocket) {}
