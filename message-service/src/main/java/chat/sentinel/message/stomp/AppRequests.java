package chat.sentinel.message.stomp;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.send.PendingSends;
import chat.sentinel.message.send.Sending;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import chat.sentinel.servicekit.tracing.Traces;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The ways in which the body of a SEND is handled: in the order of the session's frames, or beside
/// them on a thread that may wait. Each returns what completes when the session's next frame may
/// be handled; what fails is answered by an `error` event.
@Component
class AppRequests {
    private final ClientJson json;
    private final Failures failures;
    private final Executor waiting;

    AppRequests(ClientJson json, Failures failures, Traces traces) {
        this.json = json;
        this.failures = failures;
        this.waiting =
                traces.carriedBy(
                        Executors.newFixedThreadPool(
                                64, Thread.ofPlatform().daemon().name("request-", 0).factory()));
    }

    /// It names no request of ours.
    CompletableFuture<?> refuse(StompSession session, SentinelException failure) {
        failures.tell(session, null, null, failure);
        return CompletableFuture.completedFuture(null);
    }

    /// What goes into the log: `message_accepted` follows once it is there.
    <T> CompletableFuture<?> accepted(
            StompSession session,
            byte[] body,
            Class<T> type,
            Function<T, @Nullable String> messageId,
            Accepting<T> action,
            Runnable done) {
        return inOrder(
                session,
                body,
                type,
                messageId,
                (who, request) -> {
                    Sending sending = action.accept(who.userId(), who.pending, request);
                    return new Taken(
                            sending.taken(),
                            sending.durable()
                                    .thenRun(
                                            () ->
                                                    who.event(
                                                            new ClientEvent.MessageAccepted(
                                                                    sending.id().toString(),
                                                                    sending.chatId().toString()))));
                },
                done);
    }

    interface Accepting<T> {
        Sending accept(UserId sender, PendingSends pending, T request);
    }

    /// What is begun in the order of the session's frames, and waits for nothing.
    <T> CompletableFuture<?> inOrder(
            StompSession session,
            byte[] body,
            Class<T> type,
            Function<T, @Nullable String> messageId,
            InOrder<T> action,
            Runnable done) {
        T request = null;
        try {
            T decoded = json.decode(body, type);
            request = decoded;
            Taken taken = action.take(session, decoded);
            taken.done()
                    .whenComplete(
                            (_, failure) -> {
                                if (failure == null) {
                                    done.run();
                                } else {
                                    failures.tell(
                                            session,
                                            null,
                                            messageId.apply(decoded),
                                            StoreCalls.translate(failure));
                                }
                            });
            return taken.taken();
        } catch (SentinelException e) {
            failures.tell(session, null, request == null ? null : messageId.apply(request), e);
            return CompletableFuture.completedFuture(null);
        }
    }

    /// @param taken completes when the session's next frame may be handled
    /// @param done completes when the client was told
    record Taken(CompletableFuture<?> taken, CompletionStage<?> done) {}

    interface InOrder<T> {
        Taken take(StompSession session, T request);
    }

    /// Requests that wait for stores, each on a thread of its own; the session's later frames
    /// pass them.
    <T> CompletableFuture<?> waitingFor(
            StompSession session,
            byte[] body,
            Class<T> type,
            Function<T, @Nullable String> requestId,
            Waiting<T> action,
            Runnable done) {
        T request;
        try {
            request = json.decode(body, type);
        } catch (SentinelException e) {
            failures.tell(session, null, null, e);
            return CompletableFuture.completedFuture(null);
        }
        waiting.execute(
                () -> {
                    try {
                        action.run(session, request);
                        done.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        failures.tell(
                                session, requestId.apply(request), null, StoreCalls.translate(e));
                    }
                });
        return CompletableFuture.completedFuture(null);
    }

    interface Waiting<T> {
        void run(StompSession session, T request) throws InterruptedException;
    }
}
