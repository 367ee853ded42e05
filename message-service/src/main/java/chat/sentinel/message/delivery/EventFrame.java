package chat.sentinel.message.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One event on its way to sockets: a STOMP MESSAGE frame, encoded once for every socket whose
/// subscription has the same id.
public final class EventFrame {
    private static final byte[] NUL = {0};

    private final String messageId;
    private final byte[] json;
    private final boolean ephemeral;
    private volatile @Nullable Encoded encoded;

    /// @param messageId unique among the events that a session gets
    /// @param json the body, in UTF-8
    /// @param ephemeral whether a slow socket loses it first, and does not sync for it
    public EventFrame(String messageId, byte[] json, boolean ephemeral) {
        this.messageId = messageId;
        this.json = json;
        this.ephemeral = ephemeral;
    }

    public boolean isEphemeral() {
        return ephemeral;
    }

    /// @param subscription the id of the subscription, escaped as STOMP headers are
    /// @return the frame, read-only, at its beginning
    public ByteBuffer forSubscription(String subscription) {
        Encoded known = encoded;
        if (known == null || !known.subscription.equals(subscription)) {
            known = new Encoded(subscription, encode(subscription));
            encoded = known;
        }
        return known.frame.asReadOnlyBuffer();
    }

    private ByteBuffer encode(String subscription) {
        byte[] head =
                ("MESSAGE\nsubscription:"
                                + subscription
                                + "\nmessage-id:"
                                + messageId
                                + "\ndestination:/user/queue/events\ncontent-type:application/json\ncontent-length:"
                                + json.length
                                + "\n\n")
                        .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + json.length + 1)
                .put(head)
                .put(json)
                .put(NUL)
                .flip();
    }

    private record Encoded(String subscription, ByteBuffer frame) {}
}
