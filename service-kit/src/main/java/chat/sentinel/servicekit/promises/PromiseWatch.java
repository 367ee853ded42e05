package chat.sentinel.servicekit.promises;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Looks after all promises of this service, so that nobody who asks for them has to wait.
final class PromiseWatch implements SmartLifecycle {
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final List<WatchedPromise> promises;
    private @Nullable ScheduledExecutorService looks;

    PromiseWatch(List<WatchedPromise> promises, MeterRegistry meters) {
        this.promises = promises;
        for (WatchedPromise promise : promises) {
            Gauge.builder("sentinel.promise.kept", promise, WatchedPromise::value)
                    .description("1: this promise to users is kept, 0: it is not")
                    .tag("promise", promise.name())
                    .register(meters);
        }
    }

    @Override
    public synchronized void start() {
        // As many as there are promises: none waits for another's store.
        ScheduledExecutorService threads =
                Executors.newScheduledThreadPool(
                        Math.max(1, promises.size()),
                        Thread.ofPlatform().daemon().name("promises-", 0).factory());
        for (WatchedPromise promise : promises) {
            threads.scheduleWithFixedDelay(
                    promise::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
        looks = threads;
    }

    @Override
    public synchronized void stop() {
        if (looks != null) {
            looks.shutdownNow();
            looks = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return looks != null;
    }
}
