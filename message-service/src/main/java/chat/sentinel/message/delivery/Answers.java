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

    /// To be called before the command is appended; two who wait for one command share the answer.
    public CompletableFuture<Answer> expect(CommandId command) {
        return waiting.computeIfAbsent(command, _ -> new CompletableFuture<>());
    }

    /// @return empty: no answer came in time, and none is expected any more
    public Optional<Answer> await(CommandId command, Duration patience)
            throws InterruptedException {
        try {
            return Optional.of(expect(command).get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            waiting.remove(command);
        }
    }

    void answered(Answer answer) {
        CompletableFuture<Answer> expected = waiting.get(answer.command());
        if (expected != null) {
            expected.complete(answer);
        }
    }
}
