package chat.sentinel.message.stomp;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.history.ReadOneChat;
import chat.sentinel.message.history.Sync;
import chat.sentinel.message.receipt.MoveMark;
import chat.sentinel.message.send.ChangeMessage;
import chat.sentinel.message.send.PendingSends;
import chat.sentinel.message.send.RequestedChat;
import chat.sentinel.message.send.SendMessage;
import chat.sentinel.message.send.SendMessageRequest;
import chat.sentinel.message.send.Sending;
import chat.sentinel.message.send.StartPrivateChat;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The destinations to which a client may SEND. What cannot be done is answered by an `error`
/// event; the socket stays.
@Component
class AppDestinations {
    private static final Logger log = LoggerFactory.getLogger(AppDestinations.class);

    private final SendMessage sendMessage;
    private final ChangeMessage changeMessage;
    private final StartPrivateChat startPrivateChat;
    private final ReadOneChat readChat;
    private final MoveMark moveMark;
    private final Sync sync;
    private final ClientJson json;
    private final Clock clock;
    private final Executor waiting =
            Executors.newFixedThreadPool(
                    64, Thread.ofPlatform().daemon().name("request-", 0).factory());

    AppDestinations(
            SendMessage sendMessage,
            ChangeMessage changeMessage,
            StartPrivateChat startPrivateChat,
            ReadOneChat readChat,
            MoveMark moveMark,
            Sync sync,
            ClientJson json,
            Clock clock) {
        this.sendMessage = sendMessage;
        this.changeMessage = changeMessage;
        this.startPrivateChat = startPrivateChat;
        this.readChat = readChat;
        this.moveMark = moveMark;
        this.sync = sync;
        this.json = json;
        this.clock = clock;
    }

    /// @param done run once what was asked for is done, for a message: durable
    /// @return completes when the session's next frame may be handled
    CompletableFuture<?> send(
            StompSession session, String destination, byte[] body, Runnable done) {
        return switch (destination) {
            case Destinations.SEND_MESSAGE ->
                    accepted(
                            session,
                            body,
                            SendMessageRequest.class,
                            SendMessageRequest::messageId,
                            sendMessage::accept,
                            done);
            case Destinations.EDIT_MESSAGE ->
                    changeMessage(session, body, changeMessage::edit, done);
            case Destinations.DELETE_MESSAGE ->
                    changeMessage(session, body, changeMessage::delete, done);
            case Destinations.REACT -> changeMessage(session, body, changeMessage::react, done);
            case Destinations.START_PRIVATE_CHAT ->
                    waitingFor(
                            session,
                            body,
                            StartPrivateChat.Request.class,
                            StartPrivateChat.Request::requestId,
                            this::startPrivateChat,
                            done);
            case Destinations.MESSAGE_DELIVERED ->
                    moveMark(session, body, MoveMark.Kind.DELIVERED, done);
            case Destinations.MESSAGE_SEEN -> moveMark(session, body, MoveMark.Kind.SEEN, done);
            case Destinations.SYNC ->
                    waitingFor(session, body, Sync.Request.class, _ -> null, this::sync, done);
            default -> {
                failed(
                        session,
                        null,
                        null,
                        new SentinelException(
                                ErrorCode.UNKNOWN_DESTINATION,
                                ErrorCode.UNKNOWN_DESTINATION.title()));
                yield CompletableFuture.completedFuture(null);
            }
        };
    }

    private CompletableFuture<?> changeMessage(
            StompSession session,
            byte[] body,
            Accepting<ChangeMessage.Request> action,
            Runnable done) {
        return accepted(
                session,
                body,
                ChangeMessage.Request.class,
                ChangeMessage.Request::messageId,
                action,
                done);
    }

    private interface Accepting<T> {
        Sending accept(UserId sender, PendingSends pending, T request);
    }

    /// What goes into the log in the order of the session's frames.
    private <T> CompletableFuture<?> accepted(
            StompSession session,
            byte[] body,
            Class<T> type,
            Function<T, @Nullable String> messageId,
            Accepting<T> action,
            Runnable done) {
        T request = null;
        try {
            request = json.decode(body, type);
            Sending sending = action.accept(session.userId(), session.pending, request);
            sending.durable()
                    .whenComplete(
                            (_, failure) -> {
                                if (failure == null) {
                                    session.event(
                                            new ClientEvent.MessageAccepted(
                                                    sending.id().toString(),
                                                    sending.chatId().toString()));
                                    done.run();
                                } else {
                                    failed(
                                            session,
                                            null,
                                            sending.id().toString(),
                                            StoreCalls.translate(failure));
                                }
                            });
            return sending.taken();
        } catch (SentinelException e) {
            failed(session, null, request == null ? null : messageId.apply(request), e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void startPrivateChat(StompSession session, StartPrivateChat.Request request)
            throws InterruptedException {
        if (startPrivateChat.start(session.userId(), request)
                instanceof RequestedChat.Found found) {
            session.event(
                    new ClientEvent.PrivateChatStarted(
                            request.requestId(),
                            readChat.of(session.userId(), found.chatId()),
                            null));
        }
    }

    private CompletableFuture<?> moveMark(
            StompSession session, byte[] body, MoveMark.Kind kind, Runnable done) {
        return waitingFor(
                session,
                body,
                MoveMark.Request.class,
                _ -> null,
                (who, request) -> moveMark.move(who.userId(), kind, request),
                done);
    }

    /// The events of a page are bounded, so that they fit into the buffer of the socket.
    private void sync(StompSession session, Sync.Request request) {
        Sync.Page page = sync.since(session.userId(), request);
        page.chats().forEach(chat -> chat.events().forEach(session::event));
        session.event(
                new ClientEvent.SyncComplete(
                        page.left(),
                        page.chats().stream()
                                .map(
                                        chat ->
                                                new ClientEvent.SyncedChat(
                                                        chat.chatId(),
                                                        chat.throughSeq(),
                                                        chat.storedSeq(),
                                                        chat.headSeq(),
                                                        chat.code()))
                                .toList()));
    }

    /// Requests that wait for stores, each on a thread of its own; the session's later frames
    /// pass them.
    private <T> CompletableFuture<?> waitingFor(
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
            failed(session, null, null, e);
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
                        failed(session, requestId.apply(request), null, StoreCalls.translate(e));
                    }
                });
        return CompletableFuture.completedFuture(null);
    }

    private interface Waiting<T> {
        void run(StompSession session, T request) throws InterruptedException;
    }

    private void failed(
            StompSession session,
            @Nullable String requestId,
            @Nullable String messageId,
            RuntimeException failure) {
        SentinelException known =
                failure instanceof SentinelException sentinel ? sentinel : unexpected(failure);
        Duration retryAfter = known.retryAfter();
        session.event(
                new ClientEvent.Failed(
                        "error",
                        requestId,
                        messageId,
                        known.code().code(),
                        known.detail(),
                        known.code().retryable(),
                        retryAfter == null ? null : retryAfter.toMillis(),
                        List.copyOf(known.errors()),
                        clock.instant()));
    }

    private static SentinelException unexpected(RuntimeException failure) {
        log.error("A request failed", failure);
        return new SentinelException(ErrorCode.INTERNAL_ERROR, ErrorCode.INTERNAL_ERROR.title());
    }
}
