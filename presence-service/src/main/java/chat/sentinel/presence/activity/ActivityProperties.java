package chat.sentinel.presence.activity;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param threshold without a sign for so long, a device does not count
/// @param leaveGrace how long somebody is kept active who left in good order: he may only reload a
///     page
/// @param freeLeaves within a minute; each further one doubles the grace
/// @param longestGrace up to here
/// @param claim how long others leave a change to who found it
/// @param keep how long a last active time is known
/// @param sweep how often due users are looked at
@Validated
@ConfigurationProperties("sentinel.activity")
public record ActivityProperties(
        @NotNull @DefaultValue("60s") Duration threshold,
        @NotNull @DefaultValue("1s") Duration leaveGrace,
        @Min(1) @DefaultValue("3") int freeLeaves,
        @NotNull @DefaultValue("30s") Duration longestGrace,
        @NotNull @DefaultValue("5s") Duration claim,
        @NotNull @DefaultValue("90d") Duration keep,
        @NotNull @DefaultValue("400ms") Duration sweep) {}
