package chat.sentinel.servicekit.tokens;

import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// An instance takes requests once it knows the sessions that ended before it started. While
/// Kafka is away it serves all the same: what is unknown then lasts no longer than an access
/// token.
final class RevokedSessionsHealth implements HealthIndicator {
    private final RevocationReader reader;

    RevokedSessionsHealth(RevocationReader reader) {
        this.reader = reader;
    }

    @Override
    public Health health() {
        RevocationReader.State state = reader.state();
        Health.Builder health =
                switch (state) {
                    case STARTING, CATCHING_UP -> Health.outOfService();
                    case CAUGHT_UP, UNREACHABLE -> Health.up();
                };
        return health.withDetail("state", state.name().toLowerCase(Locale.ROOT)).build();
    }
}
