package chat.sentinel.testkit.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// What a client has heard, in order; others wait for what is yet to come.
final class HeardEvents {
    private final List<JsonNode> events = new ArrayList<>();

    synchronized void add(JsonNode event) {
        events.add(event);
        notifyAll();
    }

    synchronized List<JsonNode> all() {
        return List.copyOf(events);
    }

    /// The first such event after the first `skipped`, heard already or yet to come.
    ///
    /// @throws AssertionError when it does not come in time
    synchronized JsonNode await(int skipped, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + TestUser.PATIENCE.toNanos();
        while (true) {
            for (JsonNode event : events.subList(skipped, events.size())) {
                if (wanted.test(event)) {
                    return event;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(
                        "no such event; heard " + events.size() + ", at last " + newest());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private List<JsonNode> newest() {
        return events.subList(Math.max(0, events.size() - 20), events.size());
    }
}
