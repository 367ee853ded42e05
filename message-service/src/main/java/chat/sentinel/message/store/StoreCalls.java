package chat.sentinel.message.store;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import com.datastax.oss.driver.api.core.DriverException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for the store on behalf of a request, for a bounded time.
public final class StoreCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private StoreCalls() {}

    /// @throws SentinelException STORE_UNAVAILABLE when the store fails or takes too long; whatever
    ///     SentinelException the stage failed with
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw translate(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | CancellationException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    /// What a client is told of a failed stage.
    public static RuntimeException translate(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case SentinelException known -> known;
            case DriverException store -> unavailable(store);
            case RuntimeException other -> other;
            default -> new IllegalStateException(cause);
        };
    }

    /// What a client is told that asks for rows which are on their way.
    public static SentinelException behind() {
        return SentinelException.retryAfter(
                ErrorCode.STORE_UNAVAILABLE,
                "The messages asked for are not stored yet",
                RETRY_AFTER,
                null);
    }

    private static SentinelException unavailable(Throwable cause) {
        return SentinelException.retryAfter(
                ErrorCode.STORE_UNAVAILABLE,
                ErrorCode.STORE_UNAVAILABLE.title(),
                RETRY_AFTER,
                cause);
    }
}
