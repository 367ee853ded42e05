package chat.sentinel.servicekit.promises;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// One promise as it was last seen. To ask for its health costs nothing and waits for nothing.
final class WatchedPromise implements HealthIndicator {
    private static final Logger log = LoggerFactory.getLogger(WatchedPromise.class);

    /// A look that takes as long has found that nothing answers (ns).
    private static final long LATE = 6_000_000_000L;

    private final Promise promise;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long begun;
    private volatile boolean seen;
    private volatile @Nullable String why;

    WatchedPromise(Promise promise) {
        this.promise = promise;
    }

    String name() {
        return promise.name();
    }

    /// One look at a time, however long it takes.
    void look() {
        if (looking.getAndSet(true)) {
            return;
        }
        begun = System.nanoTime();
        try {
            promise.check().look();
            if (why != null) {
                log.info("Kept again: {}", promise.kept());
            }
            why = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            Throwable cause =
                    e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            if (why == null) {
                log.warn("Not kept: {} {}", promise.broken(), cause.toString());
            }
            why = cause.toString();
        } catch (Error e) {
            // Nobody looks after this.
            why = e.toString();
            throw e;
        } finally {
            seen = true;
            looking.set(false);
        }
    }

    private boolean isLate() {
        return looking.get() && System.nanoTime() - begun > LATE;
    }

    /// 1: kept, 0: not, NaN: nobody has looked yet.
    double value() {
        if (isLate() || why != null) {
            return 0;
        }
        return seen ? 1 : Double.NaN;
    }

    @Override
    public Health health() {
        String because = isLate() ? "no answer" : why;
        if (because != null) {
            return Health.down()
                    .withDetail("users_notice", promise.broken())
                    .withDetail("because", because)
                    .build();
        }
        return (seen ? Health.up() : Health.unknown())
                .withDetail("promise", promise.kept())
                .build();
    }
}
