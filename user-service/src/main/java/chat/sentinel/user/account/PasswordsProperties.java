package chat.sentinel.user.account;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param memory of one Argon2id hash
/// @param iterations of one Argon2id hash
/// @param parallelism of one Argon2id hash
/// @param concurrent hashes at a time; 0 for as many as there are processors
/// @param queue how many may wait for their turn
/// @param maxWait how long one waits before 429
@Validated
@ConfigurationProperties("sentinel.passwords")
record PasswordsProperties(
        @NotNull @DefaultValue("19MB") DataSize memory,
        @Min(1) @DefaultValue("2") int iterations,
        @Min(1) @DefaultValue("1") int parallelism,
        @Min(0) @DefaultValue("0") int concurrent,
        @Min(0) @DefaultValue("32") int queue,
        @NotNull @DefaultValue("3s") Duration maxWait) {
    int memoryKib() {
        return Math.toIntExact(memory.toKilobytes());
    }

    /// Less than OWASP asks for: fit for one machine and for tests.
    boolean lowered() {
        return memory.toMegabytes() < 19 || iterations < 2;
    }
}
