package chat.sentinel.user.throttle;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Bounds how often one address may try. Counted in each instance for itself: enough against a
/// flood, since guesses at one account are counted in the database ([GuessThrottle]).
@Component
public class AddressThrottle {
    /// What is counted, each on its own.
    public enum Action {
        LOGIN,
        REGISTRATION,
        REFRESH,
        APPLICATION_TOKEN
    }

    private record Key(Action action, String address) {}

    private final ThrottleProperties properties;
    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(200_000)
                    .expireAfterAccess(Duration.ofMinutes(2))
                    .build();

    AddressThrottle(ThrottleProperties properties) {
        this.properties = properties;
    }

    /// @throws SentinelException TOO_MANY_REQUESTS
    public void take(Action action, HttpServletRequest request) {
        Key key = new Key(action, ClientAddress.of(request));
        Bucket bucket = buckets.get(key, k -> bucket(k.action()));
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw SentinelException.retryAfter(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many attempts from this address",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private Bucket bucket(Action action) {
        int perMinute =
                switch (action) {
                    case LOGIN, APPLICATION_TOKEN -> properties.loginsPerMinute();
                    case REGISTRATION -> properties.registrationsPerMinute();
                    case REFRESH -> properties.refreshesPerMinute();
                };
        return Bucket.builder()
                .addLimit(
                        limit ->
                                limit.capacity(perMinute)
                                        .refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }
}
