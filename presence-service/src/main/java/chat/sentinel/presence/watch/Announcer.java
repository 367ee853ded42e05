package chat.sentinel.presence.watch;

import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.activity.Change;
import chat.sentinel.presence.events.PresenceEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Tells a change to watchers and to other services, then notes that it is told. What does not
/// succeed is answered by a sweep again, once its claim ends.
@Component
public class Announcer {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);
    private static final Duration CONFIRM = Duration.ofSeconds(4);

    private final Notices notices;
    private final PresenceEvents events;
    private final Activity activity;
    private final Counter announced;
    private final Counter failed;

    Announcer(Notices notices, PresenceEvents events, Activity activity, MeterRegistry metrics) {
        this.notices = notices;
        this.events = events;
        this.activity = activity;
        this.announced = metrics.counter("sentinel.presence.changes");
        this.failed = metrics.counter("sentinel.presence.changes_failed");
    }

    /// Waits until they are told; does not throw when they cannot be told now.
    public void announce(List<Change> changes) {
        List<Change> left = changes;
        while (!left.isEmpty()) {
            try {
                left = tell(left);
            } catch (DataAccessException | ExecutionException | TimeoutException e) {
                failed.increment(left.size());
                log.warn("{} changes are told later: {}", left.size(), e.toString());
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private List<Change> tell(List<Change> changes)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<CompletableFuture<?>> published = new ArrayList<>();
        changes.forEach(change -> published.add(events.publish(change)));
        notices.tell(changes);
        CompletableFuture.allOf(published.toArray(CompletableFuture<?>[]::new))
                .get(CONFIRM.toMillis(), TimeUnit.MILLISECONDS);
        announced.increment(changes.size());
        return activity.told(changes);
    }
}
