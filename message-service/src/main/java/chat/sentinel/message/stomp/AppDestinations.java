package chat.sentinel.message.stomp;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.message.history.ReadOneChat;
import chat.sentinel.message.history.Sync;
import chat.sentinel.message.presence.WatchPresence;
import chat.sentinel.message.receipt.MoveMark;
import chat.sentinel.message.send.ChangeMessage;
import chat.sentinel.message.send.RequestedChat;
import chat.sentinel.message.send.SendMessage;
import chat.sentinel.message.send.SendMessageRequest;
import chat.sentinel.message.send.SendToUsers;
import chat.sentinel.message.send.StartPrivateChat;
import chat.sentinel.message.typing.Typing;
import chat.sentinel.message.wire.ClientEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    private final RefreshToken refreshToken;
    private final AppRequests requests;

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
            RefreshToken refreshToken,
            AppRequests requests) {
        this.sendMessage = sendMessage;
        this.sendToUsers = sendToUsers;
        this.changeMessage = changeMessage;
        this.startPrivateChat = startPrivateChat;
        this.readChat = readChat;
        this.moveMark = moveMark;
        this.sync = sync;
        this.typing = typing;
        this.watchPresence = watchPresence;
        this.refreshToken = refreshToken;
        this.requests = requests;
    }

    /// @param done run once what was asked for is done, for a message: durable
    /// @return completes when the session's next frame may be handled
    CompletableFuture<?> send(
            StompSession session, String destination, byte[] body, Runnable done) {
        return switch (destination) {
            case Destinations.SEND_MESSAGE ->
                    requests.accepted(
                            session,
                            body,
                            SendMessageRequest.class,
                            SendMessageRequest::messageId,
                            sendMessage::accept,
                            done);
            case Destinations.SEND_TO_USERS ->
                    requests.inOrder(
                            session,
                            body,
                            SendToUsers.Request.class,
                            SendToUsers.Request::messageId,
                            this::sendToUsers,
                            done);
            case Destinations.TYPING ->
                    requests.inOrder(
                            session, body, Typing.Request.class, _ -> null, this::typing, done);
            case Destinations.WATCH_PRESENCE ->
                    requests.inOrder(
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
                    requests.waitingFor(
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
                    requests.waitingFor(
                            session, body, Sync.Request.class, _ -> null, this::sync, done);
            case Destinations.REFRESH_TOKEN ->
                    requests.waitingFor(
                            session,
                            body,
                            RefreshToken.Request.class,
                            _ -> null,
                            refreshToken::refresh,
                            done);
            default ->
                    requests.refuse(
                            session,
                            new SentinelException(
                                    ErrorCode.UNKNOWN_DESTINATION,
                                    ErrorCode.UNKNOWN_DESTINATION.title()));
        };
    }

    private CompletableFuture<?> changeMessage(
            StompSession session,
            byte[] body,
            AppRequests.Accepting<ChangeMessage.Request> action,
            Runnable done) {
        return requests.accepted(
                session,
                body,
                ChangeMessage.Request.class,
                ChangeMessage.Request::messageId,
                action,
                done);
    }

    private AppRequests.Taken sendToUsers(StompSession session, SendToUsers.Request request) {
        SendToUsers.Sendings sendings =
                sendToUsers.accept(session.userId(), session.pending, request);
        return new AppRequests.Taken(
                sendings.taken(), sendings.answer().thenAccept(session::event));
    }

    private AppRequests.Taken typing(StompSession session, Typing.Request request) {
        return new AppRequests.Taken(
                CompletableFuture.completedFuture(null),
                typing.typing(session.userId(), session.typingRate, request));
    }

    private AppRequests.Taken watchPresence(StompSession session, WatchPresence.Request request) {
        CompletableFuture<?> said = watchPresence.watch(session, session.watchRate, request);
        // Without Kafka the other frames go on nevertheless.
        return new AppRequests.Taken(
                said.handle((_, _) -> true).completeOnTimeout(true, 1, TimeUnit.SECONDS), said);
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
        return requests.waitingFor(
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
}
