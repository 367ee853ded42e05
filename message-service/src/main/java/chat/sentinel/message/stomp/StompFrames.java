package chat.sentinel.message.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompEncoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;

/// The frames that answer a client, other than MESSAGE.
final class StompFrames {
    static final ByteBuffer HEART_BEAT =
            ByteBuffer.wrap("\n".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    private static final StompEncoder ENCODER = new StompEncoder();

    private StompFrames() {}

    static ByteBuffer connected(String sessionId, long heartBeatMillis, String userId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("version", "1.2");
        headers.put("heart-beat", heartBeatMillis + "," + heartBeatMillis);
        headers.put("session", sessionId);
        headers.put("server", "sentinel");
        headers.put("user-name", userId);
        return frame(StompCommand.CONNECTED, headers, "");
    }

    static ByteBuffer receipt(String receiptId) {
        return frame(StompCommand.RECEIPT, Map.of("receipt-id", receiptId), "");
    }

    /// @param code of the error catalogue, or of the protocol
    /// @param receipt that the frame asked for, by which the client knows which frame it was
    static ByteBuffer error(String code, String detail, @Nullable String receipt) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("version", "1.2");
        headers.put("content-type", "text/plain");
        headers.put("message", code);
        if (receipt != null) {
            headers.put("receipt-id", receipt);
        }
        return frame(StompCommand.ERROR, headers, detail);
    }

    /// A value as it stands in a header of a frame that is not CONNECTED.
    static String escape(String value) {
        return value.replace("\\", "\\\\")
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace(":", "\\c");
    }

    private static ByteBuffer frame(
            StompCommand command, Map<String, String> headers, String body) {
        StompHeaderAccessor accessor = StompHeaderAccessor.create(command);
        headers.forEach(accessor::setNativeHeader);
        accessor.setLeaveMutable(false);
        MessageHeaders encoded = accessor.getMessageHeaders();
        return ByteBuffer.wrap(
                ENCODER.encode(
                        MessageBuilder.createMessage(
                                body.getBytes(StandardCharsets.UTF_8), encoded)));
    }
}
