package chat.sentinel.message.stomp;

import chat.sentinel.message.wire.ClientJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompConversionException;
import org.springframework.messaging.simp.stomp.StompDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;
import org.springframework.web.socket.messaging.SubProtocolHandler;

/// STOMP 1.2 over the sockets of Spring WebSocket. The channels of Spring's broker are not
/// used: a frame goes straight to [StompCommands], an event straight to the socket.
@Component
class StompProtocol implements SubProtocolHandler {
    private static final String SESSION = StompSession.class.getName();

    private final StompCommands commands;
    private final StompSessions sessions;
    private final StompProperties properties;
    private final ClientJson json;
    private final Clock clock;
    private final StompDecoder codec = new StompDecoder();

    StompProtocol(
            StompCommands commands,
            StompSessions sessions,
            StompProperties properties,
            ClientJson json,
            Clock clock) {
        this.commands = commands;
        this.sessions = sessions;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public List<String> getSupportedProtocols() {
        return List.of("v12.stomp");
    }

    @Override
    public void afterSessionStarted(
            org.springframework.web.socket.WebSocketSession socket, MessageChannel unused) {
        StompSession session =
                new StompSession(
                        socket.getId(), jetty(socket), codec, properties, json, clock.millis());
        socket.getAttributes().put(SESSION, session);
        sessions.add(session);
    }

    /// The socket below Spring's.
    static CoreSession jetty(org.springframework.web.socket.WebSocketSession socket) {
        var session =
                (WebSocketSession)
                        ((NativeWebSocketSession) WebSocketSessionDecorator.unwrap(socket))
                                .getNativeSession();
        return session.getCoreSession();
    }

    @Override
    public void handleMessageFromClient(
            org.springframework.web.socket.WebSocketSession socket,
            WebSocketMessage<?> message,
            MessageChannel unused) {
        StompSession session = (StompSession) socket.getAttributes().get(SESSION);
        if (session == null) {
            return;
        }
        session.lastHeard = clock.millis();
        if (message instanceof PongMessage) {
            return;
        }
        if (!(message instanceof TextMessage text)) {
            session.fail("text_only", "frames are sent as text", null);
            return;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getPayload().getBytes(StandardCharsets.UTF_8));
            for (Message<byte[]> frame : session.decoder.decode(bytes)) {
                session.inOrder(frame, next -> commands.handle(session, next));
            }
        } catch (StompConversionException | IllegalArgumentException e) {
            session.fail("malformed_frame", "the frame is not STOMP 1.2", null);
        } catch (ProtocolError e) {
            session.fail(e.code(), e.detail(), null);
        }
    }

    @Override
    public void afterSessionEnded(
            org.springframework.web.socket.WebSocketSession socket,
            CloseStatus status,
            MessageChannel unused) {
        StompSession session = (StompSession) socket.getAttributes().get(SESSION);
        if (session != null) {
            sessions.remove(session);
            commands.closed(session, status);
        }
    }

    @Override
    public void handleMessageToClient(
            org.springframework.web.socket.WebSocketSession socket, Message<?> message) {
        throw new IllegalStateException("nothing is sent through Spring's channels");
    }

    @Override
    public @Nullable String resolveSessionId(Message<?> message) {
        return null;
    }
}
