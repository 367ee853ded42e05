package chat.sentinel.message.stomp;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.history.ReadOneChat;
import chat.sentinel.message.history.Sync;
import chat.sentinel.message.presence.WatchPresence;
import chat.sentinel.message.receipt.MoveMark;
import chat.sentinel.message.send.ChangeMessage;
import chat.sentinel.message.send.PendingSends;
import chat.sentinel.message.send.RequestedChat;
import chat.sentinel.message.send.SendMessage;
import chat.sentinel.message.send.SendMessageRequest;
import chat.sentinel.message.send.SendToUsers;
import chat.sentinel.message.send.Sending;
import chat.sentinel.message.send.StartPrivateChat;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.typing.Typing;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The destinations to which a client may SEND. What cannot be done is answered by an `error`
/// event; the socket stays.
@Component
class AppDestinations {
    private final SendMessage sendMessage;
    private final SendToUsers sendToUsers;
    private final ChangeMessage changeMessage;
    private final StartPrivateChat startPrivateChat;
    private final ReadOneChat readChat;
    private final MoveMark moveMark;
    private final Sync sync;
    private final Typing typing;
    private final WatchPresence watchPresence;
    private final ClientJson json;
    private final Failures failures;
    private final Executor waiting =
            Executors.newFixedThreadPool(
                    64, Thread.ofPlatform().daemon().name("request-", 0).factory());

    AppDestinations(
            SendMessage sendMessage,
            SendToUsers sendToUsers,
            ChangeMessage changeMessage,
            StartPrivateChat startPrivateChat,
            ReadOneChat readChat,
            MoveMark moveMark,
            Sync sync,
            Typing typing,
            WatchPresence watchPresence,
            ClientJson json,
            Failures failures) {
        this.sendMessage = sendMessage;
        this.sendToUsers = sendToUsers;
        this.changeMessage = changeMessage;
        this.startPrivateChat = startPrivateChat;
        this.readChat = readChat;
        this.moveMark = moveMark;
        this.sync = sync;
        this.typing = typing;
        this.watchPresence = watchPresence;
        this.json = json;
        this.failures = failures;
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
            case Destinations.SEND_TO_USERS ->
                    inOrder(
                            session,
                            body,
                            SendToUsers.Request.class,
                            SendToUsers.Request::messageId,
                            this::sendToUsers,
                            done);
            case Destinations.TYPING ->
                    inOrder(session, body, Typing.Request.class, _ -> null, this::typing, done);
            case Destinations.WATCH_PRESENCE ->
                    inOrder(
                            session,
                            body,
                            WatchPresence.Request.class,
                            _ -> null,
                            this::watchPresence,
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
                failures.tell(
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

    private <T> CompletableFuture<?> accepted(
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

    private Taken sendToUsers(StompSession session, SendToUsers.Request request) {
        SendToUsers.Sendings sendings =
                sendToUsers.accept(session.userId(), session.pending, request);
        return new Taken(sendings.taken(), sendings.answer().thenAccept(session::event));
    }

    private Taken typing(StompSession session, Typing.Request request) {
        return new Taken(
                CompletableFuture.completedFuture(null),
                typing.typing(session.userId(), session.typingRate, request));
    }

    private Taken watchPresence(StompSession session, WatchPresence.Request request) {
        return new Taken(
                CompletableFuture.completedFuture(null), watchPresence.watch(session, request));
    }

    /// @param taken completes when the session's next frame may be handled
    /// @param done completes when the client was told
    private record Taken(CompletableFuture<?> taken, CompletionStage<?> done) {}

    private interface InOrder<T> {
        Taken take(StompSession session, T request);
    }

    /// What is begun in the order of the session's frames, and waits for nothing.
    private <T> CompletableFuture<?> inOrder(
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

    private interface Waiting<T> {
        void run(StompSession session, T request) throws InterruptedException;
    }
}
