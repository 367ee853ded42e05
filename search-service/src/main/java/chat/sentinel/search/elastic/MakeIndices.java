package chat.sentinel.search.elastic;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Makes the indices when the service starts, for as long as it takes; only then is Kafka read, and
/// only then does the service say that it is ready: an index that a write made by itself would
/// not have our mapping.
@Component("indicesHealthIndicator")
class MakeIndices implements HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(MakeIndices.class);
    private static final long LONGEST = Duration.ofSeconds(5).toMillis();

    private final Schema schema;
    private final ApplicationEventPublisher events;
    private volatile boolean made;
    private volatile boolean closing;

    MakeIndices(Schema schema, ApplicationEventPublisher events) {
        this.schema = schema;
        this.events = events;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        Thread.ofPlatform().daemon().name("make-indices").start(this::make);
    }

    @EventListener(ContextClosedEvent.class)
    void end() {
        closing = true;
    }

    private void make() {
        for (long wait = 200; !closing; wait = Math.min(2 * wait, LONGEST)) {
            try {
                schema.make();
                made = true;
                events.publishEvent(new IndicesMade());
                return;
            } catch (IOException | RuntimeException e) {
                log.warn("Elasticsearch does not take the indices yet: {}", e.toString());
            }
            try {
                Thread.sleep(wait + ThreadLocalRandom.current().nextLong(100));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public Health health() {
        return (made ? Health.up() : Health.outOfService()).build();
    }
}
