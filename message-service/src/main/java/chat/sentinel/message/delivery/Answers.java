package chat.sentinel.message.delivery;

import chat.sentinel.contracts.CommandId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/// Requests of this node that wait for what the owner of a chat decides. An answer may be lost,
/// as everything that is delivered; who asks again under the same id gets it again.
@Component
public class Answers {
    private final ConcurrentHashMap<CommandId, CompletableFuture<Answer>> waiting =
            new ConcurrentHashMap<>();

    /// Asks and waits. Two who ask the same share the answer.
    ///
    /// @param asking appends the command; what it throws is thrown here
    /// @return empty: no answer came in time
    public Optional<Answer> to(CommandId command, Duration patience, Runnable asking)
            throws InterruptedException {
        CompletableFuture<Answer> answer =
                waiting.computeIfAbsent(command, _ -> new CompletableFuture<>());
        try {
            asking.run();
            return Optional.of(answer.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting.remove(command, answer);
        }
    }

    void answered(Answer answer) {
        CompletableFuture<Answer> expected = waiting.get(answer.command());
        if (expected != null) {
            expected.complete(answer);
        }
    }
}
