package chat.sentinel.notification.content;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.servicekit.content.ContentCipher;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The beginning of what a message says.
@Component
public class Previews {
    /// In code points.
    public static final int LONGEST = 200;

    private static final Logger log = LoggerFactory.getLogger(Previews.class);

    private final ContentCipher cipher;
    private final Counter unreadable;

    Previews(ContentCipher cipher, MeterRegistry meters) {
        this.cipher = cipher;
        this.unreadable = meters.counter("sentinel.notification.previews_unreadable");
    }

    /// @param content null: the message is deleted
    /// @return at most LONGEST code points, with an ellipsis where there was more; null for what
    ///     is no text, is deleted, or does not open
    public @Nullable String of(
            ChatId chat, CommandId message, MessageType type, byte @Nullable [] content) {
        if (type != MessageType.TEXT || content == null) {
            return null;
        }
        try {
            return shorten(cipher.decrypt(chat, message, EncryptedContent.parseFrom(content)));
        } catch (InvalidProtocolBufferException | ContentCipher.DoesNotOpen e) {
            unreadable.increment();
            log.warn("What message {} says cannot be read: {}", message, e.toString());
            return null;
        }
    }

    private static String shorten(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
