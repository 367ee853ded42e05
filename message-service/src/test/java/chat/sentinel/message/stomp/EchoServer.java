package chat.sentinel.message.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.messaging.SubProtocolHandler;

/// The socket server of message-service, its settings and all, with echo in STOMP's place. Text
/// goes out as events do.
///
/// It has no stereotype: message-service itself must not find it.
@Import({StompConfiguration.class, JettyConfiguration.class})
@ImportAutoConfiguration({
    JettyServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class
})
class EchoServer implements SubProtocolHandler {
    private static final String OUTBOX = Outbox.class.getName();

    private final StompProperties properties;

    EchoServer(StompProperties properties) {
        this.properties = properties;
    }

    static ConfigurableApplicationContext start() {
        return SpringApplication.run(EchoServer.class, "--server.port=0");
    }

    @Override
    public List<String> getSupportedProtocols() {
        return List.of("echo");
    }

    @Override
    public void afterSessionStarted(WebSocketSession socket, MessageChannel unused) {
        socket.getAttributes()
                .put(
                        OUTBOX,
                        new Outbox(
                                StompProtocol.jetty(socket),
                                properties.buffer().toBytes(),
                                () -> {}));
    }

    @Override
    public void handleMessageFromClient(
            WebSocketSession socket, WebSocketMessage<?> message, MessageChannel unused) {
        if (message instanceof TextMessage text) {
            ((Outbox) Objects.requireNonNull(socket.getAttributes().get(OUTBOX)))
                    .answer(ByteBuffer.wrap(text.getPayload().getBytes(StandardCharsets.UTF_8)));
        } else if (message instanceof BinaryMessage binary) {
            StompProtocol.jetty(socket)
                    .sendFrame(new Frame(OpCode.BINARY, binary.getPayload()), Callback.NOOP, false);
        }
    }

    @Override
    public void afterSessionEnded(
            WebSocketSession socket, CloseStatus status, MessageChannel unused) {}

    @Override
    public void handleMessageToClient(WebSocketSession socket, Message<?> message) {
        throw new IllegalStateException("nothing is sent through Spring's channels");
    }

    @Override
    public @Nullable String resolveSessionId(Message<?> message) {
        return null;
    }
}
