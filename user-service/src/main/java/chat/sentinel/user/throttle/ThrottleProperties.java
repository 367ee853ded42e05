package chat.sentinel.user.throttle;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param freeGuesses wrong passwords for one name before delays begin
/// @param firstDelay after the first guess that is not free; doubles with each further one
/// @param longestDelay where doubling ends: nobody is locked out for longer
/// @param forgetAfter without a guess, a name starts afresh
/// @param loginsPerMinute from one address; as many tokens of applications
/// @param registrationsPerMinute from one address
/// @param refreshesPerMinute from one address
@Validated
@ConfigurationProperties("sentinel.throttle")
public record ThrottleProperties(
        @Min(0) @DefaultValue("5") int freeGuesses,
        @NotNull @DefaultValue("1s") Duration firstDelay,
        @NotNull @DefaultValue("60s") Duration longestDelay,
        @NotNull @DefaultValue("1h") Duration forgetAfter,
        @Min(1) @DefaultValue("60") int loginsPerMinute,
        @Min(1) @DefaultValue("20") int registrationsPerMinute,
        @Min(1) @DefaultValue("300") int refreshesPerMinute) {}
