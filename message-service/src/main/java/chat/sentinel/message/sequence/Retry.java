package chat.sentinel.message.sequence;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does a store call again until it succeeds, with growing, jittered pauses. A store that is
/// down is waited for without end; only a partition that is no longer owned gives up.
final class Retry {
    private static final Logger log = LoggerFactory.getLogger(Retry.class);

    private final ScheduledExecutorService timer;
    private final long minMillis;
    private final long maxMillis;

    Retry(ScheduledExecutorService timer, SequenceProperties properties) {
        this.timer = timer;
        this.minMillis = properties.retryMin().toMillis();
        this.maxMillis = properties.retryMax().toMillis();
    }

    /// @param call harmless when done twice
    /// @param abandoned checked before each try; then the result is cancelled
    <T> CompletableFuture<T> untilDone(
            String what, BooleanSupplier abandoned, Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        attempt(what, abandoned, call, result, minMillis);
        return result;
    }

    private <T> void attempt(
            String what,
            BooleanSupplier abandoned,
            Supplier<CompletionStage<T>> call,
            CompletableFuture<T> result,
            long pause) {
        if (abandoned.getAsBoolean()) {
            result.completeExceptionally(new CancellationException(what + ": no longer the owner"));
            return;
        }
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete(
                (value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                        return;
                    }
                    log.atDebug()
                            .setCause(failure)
                            .log("{} failed; trying again in {} ms", what, pause);
                    long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause);
                    timer.schedule(
                            () ->
                                    attempt(
                                            what,
                                            abandoned,
                                            call,
                                            result,
                                            Math.min(pause * 2, maxMillis)),
                            jittered,
                            TimeUnit.MILLISECONDS);
                });
    }
}
