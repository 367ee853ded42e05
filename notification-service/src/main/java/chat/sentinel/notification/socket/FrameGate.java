package chat.sentinel.notification.socket;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import chat.sentinel.servicekit.tokens.TokenVerifier;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.user.UserDestinationMessageHandler;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.stereotype.Component;

/// Every frame of a client before Spring's broker sees it: CONNECT with a good token of a person,
/// then one subscription to his alerts, and nothing else. Frames of a socket come one at a time.
@Component
class FrameGate implements ExecutorChannelInterceptor {
    private static final Logger log = LoggerFactory.getLogger(FrameGate.class);
    private static final String BEARER = "bearer ";

    private final Sockets sockets;
    private final Replies replies;
    private final TokenVerifier verifier;
    private final RevokedSessions revoked;

    FrameGate(Sockets sockets, Replies replies, TokenVerifier verifier, RevokedSessions revoked) {
        this.sockets = sockets;
        this.replies = replies;
        this.verifier = verifier;
        this.revoked = revoked;
    }

    /// @return null for a frame that was refused
    @Override
    public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
        StompHeaderAccessor headers =
                MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
        Socket socket = headers == null ? null : socket(headers);
        if (headers == null || socket == null || headers.getCommand() == null) {
            // The end of a socket, or a heart-beat.
            return message;
        }
        try {
            check(socket, headers, headers.getCommand());
            return message;
        } catch (Refusal e) {
            replies.end(socket, e.code(), e.detail(), headers.getReceipt());
        } catch (SentinelException e) {
            replies.end(socket, e.code().code(), e.detail(), headers.getReceipt());
        } catch (RuntimeException e) {
            log.error("A frame could not be handled", e);
            replies.end(
                    socket,
                    "internal_error",
                    "something went wrong on our side",
                    headers.getReceipt());
        }
        return null;
    }

    private @Nullable Socket socket(StompHeaderAccessor headers) {
        String id = headers.getSessionId();
        return id == null ? null : sockets.get(id);
    }

    private void check(Socket socket, StompHeaderAccessor headers, StompCommand command) {
        if (command == StompCommand.CONNECT || command == StompCommand.STOMP) {
            connect(socket, headers);
            return;
        }
        if (socket.token == null) {
            throw new Refusal("not_connected", "the first frame is CONNECT");
        }
        switch (command) {
            case SUBSCRIBE -> subscribe(socket, headers);
            case UNSUBSCRIBE -> unsubscribe(socket, headers);
            case DISCONNECT -> replies.leaves(socket);
            case SEND -> throw new Refusal("send_refused", "nothing is sent to here");
            case ACK, NACK ->
                    throw new Refusal("ack_unsupported", "subscriptions acknowledge automatically");
            default -> throw new Refusal("unknown_command", command + " is not taken here");
        }
    }

    private void connect(Socket socket, StompHeaderAccessor headers) {
        if (socket.token != null) {
            throw new Refusal("connected_already", "the session is connected already");
        }
        Set<String> versions = headers.getAcceptVersion();
        if (!versions.contains("1.2")) {
            throw new Refusal("version_unsupported", "Supported protocol versions are 1.2");
        }
        String authorization = headers.getFirstNativeHeader("Authorization");
        if (authorization == null
                || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new Refusal("unauthenticated", "CONNECT carries Authorization: Bearer …");
        }
        AccessToken token = verifier.verify(authorization.substring(BEARER.length()).strip());
        token.requirePerson();
        if (!sockets.admit(socket, token)) {
            throw new Refusal(
                    "too_many_sockets", "close one of the sockets that are open elsewhere");
        }
        if (revoked.isRevoked(token.sessionId())) {
            // Between the look at the token and now, when the end of a session finds the socket.
            throw new Refusal("session_revoked", "the session has ended");
        }
        headers.setUser(new Socket.Reader(token.userId()));
    }

    private static void subscribe(Socket socket, StompHeaderAccessor headers) {
        if (!Destinations.NOTIFICATIONS_QUEUE.equals(headers.getDestination())) {
            throw new Refusal(
                    "subscription_refused",
                    "a client subscribes to " + Destinations.NOTIFICATIONS_QUEUE + " only");
        }
        String id = headers.getSubscriptionId();
        if (id == null) {
            throw new Refusal("header_missing", "the header id is required");
        }
        if (!Objects.requireNonNullElse(headers.getFirstNativeHeader("ack"), "auto")
                .equals("auto")) {
            throw new Refusal("ack_unsupported", "ack is auto");
        }
        if (socket.subscription != null) {
            throw new Refusal("subscribed_already", "one subscription is all that a session needs");
        }
        socket.subscription = id;
    }

    private static void unsubscribe(Socket socket, StompHeaderAccessor headers) {
        String id = headers.getSubscriptionId();
        if (id == null || !id.equals(socket.subscription)) {
            throw new Refusal("not_subscribed", "there is no such subscription");
        }
        socket.listening = false;
        socket.subscription = null;
    }

    /// What a receipt says has happened by then: from that of a subscription on, alerts come.
    @Override
    public void afterMessageHandled(
            Message<?> message,
            MessageChannel channel,
            MessageHandler handler,
            @Nullable Exception failure) {
        StompHeaderAccessor headers =
                MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
        Socket socket = headers == null ? null : socket(headers);
        if (headers == null || socket == null || failure != null) {
            return;
        }
        boolean subscribed =
                headers.getCommand() == StompCommand.SUBSCRIBE
                        && handler instanceof UserDestinationMessageHandler;
        boolean unsubscribed =
                headers.getCommand() == StompCommand.UNSUBSCRIBE
                        && handler instanceof SimpleBrokerMessageHandler;
        if (subscribed) {
            socket.listening = socket.endsSince == 0;
        }
        String receipt = headers.getReceipt();
        if ((subscribed || unsubscribed) && receipt != null) {
            replies.receipt(socket, receipt);
        }
    }
}
