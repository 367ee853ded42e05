package chat.sentinel.message.stomp;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.message.delivery.SessionRegistry;
import chat.sentinel.message.presence.LivePresence;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import chat.sentinel.servicekit.tokens.TokenVerifier;
import chat.sentinel.servicekit.tracing.Traces;
import io.opentelemetry.context.Scope;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/// What each STOMP frame of a client does. A frame that is wrong gets ERROR, and the socket closes.
@Component
class StompCommands {
    private static final Logger log = LoggerFactory.getLogger(StompCommands.class);
    private static final String BEARER = "Bearer ";
    private static final CompletableFuture<?> TAKEN = CompletableFuture.completedFuture(null);

    private final TokenVerifier tokens;
    private final RevokedSessions revoked;
    private final SessionRegistry registry;
    private final AppDestinations destinations;
    private final LivePresence presence;
    private final StompProperties properties;
    private final Traces traces;
    private final Executor waiting =
            Executors.newFixedThreadPool(
                    64, Thread.ofPlatform().daemon().name("connect-", 0).factory());

    StompCommands(
            TokenVerifier tokens,
            RevokedSessions revoked,
            SessionRegistry registry,
            AppDestinations destinations,
            LivePresence presence,
            StompProperties properties,
            Traces traces) {
        this.tokens = tokens;
        this.revoked = revoked;
        this.registry = registry;
        this.destinations = destinations;
        this.presence = presence;
        this.properties = properties;
        this.traces = traces;
    }

    /// @return completes when the session's next frame may be handled
    CompletableFuture<?> handle(StompSession session, Message<byte[]> frame) {
        // As the decoder made them: to wrap the frame would copy them.
        StompHeaderAccessor headers =
                Objects.requireNonNull(
                        MessageHeaderAccessor.getAccessor(frame, StompHeaderAccessor.class));
        String receipt = headers.getReceipt();
        try {
            return handle(session, headers, frame.getPayload(), receipt);
        } catch (ProtocolError e) {
            session.fail(e.code(), e.detail(), receipt);
        } catch (SentinelException e) {
            session.fail(e.code().code(), e.detail(), receipt);
        } catch (RuntimeException e) {
            log.error("A frame met a defect", e);
            session.fail(
                    ErrorCode.INTERNAL_ERROR.code(), ErrorCode.INTERNAL_ERROR.title(), receipt);
        }
        return TAKEN;
    }

    private CompletableFuture<?> handle(
            StompSession session,
            StompHeaderAccessor headers,
            byte[] body,
            @Nullable String receipt) {
        StompCommand command = headers.getCommand();
        if (command == null) {
            return TAKEN;
        }
        if (command == StompCommand.CONNECT || command == StompCommand.STOMP) {
            return connect(session, headers);
        }
        AccessToken token = session.token;
        if (token == null) {
            throw new ProtocolError("not_connected", "the first frame is CONNECT");
        }
        String length = headers.getFirstNativeHeader("content-length");
        if (length != null && !length.chars().allMatch(Character::isDigit)) {
            throw new ProtocolError("malformed_frame", "content-length is a number of bytes");
        }
        if (headers.getFirstNativeHeader("transaction") != null) {
            throw new ProtocolError("transactions_unsupported", "there are no transactions here");
        }
        return switch (command) {
            case SEND -> send(session, headers, body, token, receipt);
            case SUBSCRIBE -> subscribe(session, headers, receipt);
            case UNSUBSCRIBE -> unsubscribe(session, headers, receipt);
            case DISCONNECT -> disconnect(session, receipt);
            case BEGIN, COMMIT, ABORT ->
                    throw new ProtocolError(
                            "transactions_unsupported", "there are no transactions here");
            case ACK, NACK ->
                    throw new ProtocolError(
                            "ack_unsupported", "subscriptions acknowledge automatically");
            default ->
                    throw new ProtocolError(
                            "unknown_command", command + " is not a frame of a client");
        };
    }

    private CompletableFuture<?> connect(StompSession session, StompHeaderAccessor headers) {
        if (session.token != null) {
            throw new ProtocolError("connected_already", "the session is connected already");
        }
        String versions = headers.getFirstNativeHeader("accept-version");
        if (versions == null || !Set.of(versions.split(",", -1)).contains("1.2")) {
            throw new ProtocolError("version_unsupported", "Supported protocol versions are 1.2");
        }
        long[] heartBeat = heartBeat(headers.getFirstNativeHeader("heart-beat"));
        String authorization = headers.getFirstNativeHeader("Authorization");
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw new SentinelException(
                    ErrorCode.UNAUTHENTICATED,
                    "CONNECT carries the header Authorization: Bearer and a token");
        }
        // Keys may have to be fetched: not on the socket's thread.
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        AccessToken token = tokens.verify(authorization.substring(BEARER.length()));
                        long ours = properties.heartBeat().toMillis();
                        session.expectEvery = heartBeat[0] == 0 ? 0 : Math.max(heartBeat[0], ours);
                        session.writeEvery = heartBeat[1] == 0 ? 0 : Math.max(heartBeat[1], ours);
                        session.token = token;
                        if (revoked.isRevoked(token.sessionId())) {
                            // It ended between the check and here, and nobody told this socket.
                            throw new SentinelException(
                                    ErrorCode.SESSION_REVOKED, ErrorCode.SESSION_REVOKED.title());
                        }
                        session.answer(
                                StompFrames.connected(session.id, ours, token.userId().toString()));
                        presence.connected(session);
                    } catch (SentinelException e) {
                        session.fail(e.code().code(), e.detail(), null);
                    }
                },
                waiting);
    }

    private static long[] heartBeat(@Nullable String header) {
        if (header == null) {
            return new long[] {0, 0};
        }
        String[] parts = header.split(",", -1);
        try {
            long sends = Long.parseLong(parts[0].trim());
            long wants = Long.parseLong(parts[1].trim());
            if (parts.length == 2 && sends >= 0 && wants >= 0) {
                return new long[] {sends, wants};
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Said below.
        }
        throw new ProtocolError("heart_beat_invalid", "heart-beat is two numbers of milliseconds");
    }

    private CompletableFuture<?> send(
            StompSession session,
            StompHeaderAccessor headers,
            byte[] body,
            AccessToken token,
            @Nullable String receipt) {
        String destination = required(headers, "destination");
        if (revoked.isRevoked(token.sessionId())) {
            throw new SentinelException(
                    ErrorCode.SESSION_REVOKED, ErrorCode.SESSION_REVOKED.title());
        }
        if (!traces.isOn()) {
            return destinations.send(
                    session, destination, body, () -> acknowledge(session, receipt));
        }
        try (Scope _ = traces.withinClients(headers.getFirstNativeHeader(Traces.TRACEPARENT))) {
            return destinations.send(
                    session, destination, body, () -> acknowledge(session, receipt));
        }
    }

    private CompletableFuture<?> subscribe(
            StompSession session, StompHeaderAccessor headers, @Nullable String receipt) {
        String destination = required(headers, "destination");
        String id = required(headers, "id");
        String ack = headers.getFirstNativeHeader("ack");
        if (!destination.equals(Destinations.EVENTS_QUEUE)) {
            throw new ProtocolError(
                    "subscription_refused",
                    "a client subscribes to " + Destinations.EVENTS_QUEUE + " only");
        }
        if (ack != null && !ack.equals("auto")) {
            throw new ProtocolError("ack_unsupported", "ack is auto");
        }
        if (session.subscription != null) {
            throw new ProtocolError(
                    "subscribed_already", "one subscription is all that a session needs");
        }
        if (registry.countHere(session.userId()) >= properties.socketsOfUser()) {
            throw new ProtocolError(
                    "too_many_sockets", "close one of the sockets that are open elsewhere");
        }
        session.subscription = new StompSession.Subscription(id, StompFrames.escape(id));
        registry.register(session)
                .whenComplete((_, failure) -> registered(session, receipt, failure == null));
        return TAKEN;
    }

    private void registered(StompSession session, @Nullable String receipt, boolean done) {
        if (done) {
            acknowledge(session, receipt);
        } else if (session.subscription != null) {
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                    .execute(
                            () ->
                                    registry.registerAgain(session)
                                            .whenComplete(
                                                    (_, failure) ->
                                                            registered(
                                                                    session,
                                                                    receipt,
                                                                    failure == null)));
        }
    }

    private CompletableFuture<?> unsubscribe(
            StompSession session, StompHeaderAccessor headers, @Nullable String receipt) {
        String id = required(headers, "id");
        StompSession.Subscription subscription = session.subscription;
        if (subscription == null || !subscription.id().equals(id)) {
            throw new ProtocolError("not_subscribed", "there is no such subscription");
        }
        ended(session);
        acknowledge(session, receipt);
        return TAKEN;
    }

    private CompletableFuture<?> disconnect(StompSession session, @Nullable String receipt) {
        ended(session);
        session.left = true;
        presence.disconnected(session, true);
        session.close(receipt == null ? null : StompFrames.receipt(receipt), "bye");
        return TAKEN;
    }

    /// The socket is gone. Whether its client wanted that, a close frame says; a connection that
    /// broke may be back in a moment.
    void closed(StompSession session, CloseStatus status) {
        ended(session);
        session.gone = true;
        if (session.token != null) {
            boolean closedByClient =
                    status.getCode() == CloseStatus.NORMAL.getCode()
                            || status.getCode() == CloseStatus.GOING_AWAY.getCode();
            presence.disconnected(session, session.left || (closedByClient && !session.sentAway));
        }
    }

    /// The socket is gone, or wants no more events.
    private void ended(StompSession session) {
        if (session.subscription != null) {
            session.subscription = null;
            registry.unregister(session);
        }
    }

    private static void acknowledge(StompSession session, @Nullable String receipt) {
        if (receipt != null) {
            session.answer(StompFrames.receipt(receipt));
        }
    }

    private static String required(StompHeaderAccessor headers, String name) {
        String value = headers.getFirstNativeHeader(name);
        if (value == null || value.isEmpty()) {
            throw new ProtocolError("header_missing", "the header " + name + " is required");
        }
        return value;
    }
}
