package chat.sentinel.notification.socket;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;
import org.springframework.util.MimeTypeUtils;

/// What the server says of its own: RECEIPT and ERROR.
@Component
class Replies {
    private final MessageChannel outbound;
    private final Clock clock;

    /// @param outbound lazy, since what reads frames is part of how Spring makes it
    Replies(@Lazy @Qualifier("clientOutboundChannel") MessageChannel outbound, Clock clock) {
        this.outbound = outbound;
        this.clock = clock;
    }

    void receipt(Socket socket, String receipt) {
        StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.RECEIPT);
        headers.setReceiptId(receipt);
        headers.setSessionId(socket.id());
        outbound.send(MessageBuilder.createMessage(new byte[0], headers.getMessageHeaders()));
    }

    /// Says why, and closes the socket: Spring does after every ERROR. One that takes nothing any
    /// more is cut by [SocketSweep].
    void end(Socket socket, String code, String detail, @Nullable String receipt) {
        leaves(socket);
        outbound.send(error(socket.id(), code, detail, receipt));
    }

    /// The client has said goodbye, or Spring has given up on it.
    void leaves(Socket socket) {
        socket.listening = false;
        socket.endsSince = clock.millis();
    }

    static Message<byte[]> error(
            @Nullable String session, String code, String detail, @Nullable String receipt) {
        StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.ERROR);
        headers.setMessage(code);
        headers.setContentType(MimeTypeUtils.TEXT_PLAIN);
        if (session != null) {
            headers.setSessionId(session);
        }
        if (receipt != null) {
            headers.setReceiptId(receipt);
        }
        headers.setLeaveMutable(true);
        return MessageBuilder.createMessage(
                detail.getBytes(StandardCharsets.UTF_8), headers.getMessageHeaders());
    }
}
