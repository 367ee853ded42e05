package chat.sentinel.user.session;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param idleLife how long a session lives without a refresh
/// @param refreshGrace how long after its use a refresh token may be shown again by a client
///     that lost the answer
/// @param perUser how many sessions a user may have; one more ends the one that was idle
///     longest
@Validated
@ConfigurationProperties("sentinel.sessions")
record SessionsProperties(
        @NotNull @DefaultValue("30d") Duration idleLife,
        @NotNull @DefaultValue("10s") Duration refreshGrace,
        @Min(1) @DefaultValue("50") int perUser) {}
