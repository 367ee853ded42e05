package chat.sentinel.user.account;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/// Argon2id, a few at a time: each costs memory and a processor by design, so a crowd must not
/// have as many as it likes.
@Component
class PasswordHasher {
    private static final Logger log = LoggerFactory.getLogger(PasswordHasher.class);
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Argon2PasswordEncoder encoder;
    private final Semaphore turns;
    private final Semaphore places;
    private final Duration maxWait;
    private final String nobodysHash;
    private final Timer timer;

    PasswordHasher(PasswordsProperties properties, MeterRegistry meters) {
        this.encoder =
                new Argon2PasswordEncoder(
                        SALT_BYTES,
                        HASH_BYTES,
                        properties.parallelism(),
                        properties.memoryKib(),
                        properties.iterations());
        int concurrent =
                properties.concurrent() > 0
                        ? properties.concurrent()
                        : Runtime.getRuntime().availableProcessors();
        this.turns = new Semaphore(concurrent, true);
        this.places = new Semaphore(concurrent + properties.queue());
        this.maxWait = properties.maxWait();
        this.nobodysHash = hashOf("nobody has this password");
        this.timer = Timer.builder("sentinel.user.password.hash").register(meters);
        if (properties.lowered()) {
            log.warn(
                    "Password hashes are cheaper than they should be in production: memory {} KiB,"
                            + " iterations {} (recommended: 19456 KiB, 2)",
                    properties.memoryKib(),
                    properties.iterations());
        }
    }

    /// Does the work while holding one of the few turns.
    ///
    /// @throws SentinelException TOO_MANY_REQUESTS when no turn comes in time
    <T> T inTurn(Supplier<T> work) {
        if (!places.tryAcquire()) {
            throw busy();
        }
        try {
            if (!turns.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            try {
                return work.get();
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            places.release();
        }
    }

    /// Only inside [#inTurn].
    String hash(Password password) {
        return timer.record(() -> hashOf(password.value()));
    }

    /// Takes the same time whether there is such an account or not. Only inside [#inTurn].
    ///
    /// @param guess null for what cannot be a password
    /// @param hash null when there is no such account
    boolean matches(@Nullable Password guess, @Nullable String hash) {
        String typed = guess == null ? "" : guess.value();
        boolean matched =
                Boolean.TRUE.equals(
                        timer.record(
                                () -> encoder.matches(typed, hash == null ? nobodysHash : hash)));
        return matched && guess != null && hash != null;
    }

    /// Whether a hash was made with less work than is asked for now.
    boolean outdated(String hash) {
        return encoder.upgradeEncoding(hash);
    }

    private String hashOf(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("no hash");
        }
        return hash;
    }

    private static SentinelException busy() {
        return SentinelException.retryAfter(
                ErrorCode.TOO_MANY_REQUESTS,
                "Too many people are signing in at once",
                Duration.ofSeconds(2));
    }
}
