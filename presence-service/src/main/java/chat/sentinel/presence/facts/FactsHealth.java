package chat.sentinel.presence.facts;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// An instance takes requests once it knows who shares a chat, who blocked whom, and who is
/// invisible: before, it would hide everybody or show somebody.
@Component("factsHealthIndicator")
final class FactsHealth implements HealthIndicator {
    private final FactsReader reader;

    FactsHealth(FactsReader reader) {
        this.reader = reader;
    }

    @Override
    public Health health() {
        return reader.isCaughtUp() ? Health.up().build() : Health.outOfService().build();
    }
}
