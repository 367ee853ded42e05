package chat.sentinel.presence.watch;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param lasts how long a watch counts unless it is renewed
/// @param noticesPerSecond how many watchers each instance tells of changes; past it the changes of
///     a user are merged into his newest state, which waits
@Validated
@ConfigurationProperties("sentinel.watch")
public record WatchProperties(
        @NotNull @DefaultValue("11m") Duration lasts,
        @Min(1) @DefaultValue("20000") int noticesPerSecond) {}
