package chat.sentinel.message.wire;

import chat.sentinel.message.content.ContentCipher;
import chat.sentinel.message.store.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// An [Entry] as clients see it, decrypted.
@Component
public class MessageViews {
    private static final Logger log = LoggerFactory.getLogger(MessageViews.class);

    private final ContentCipher cipher;

    MessageViews(ContentCipher cipher) {
        this.cipher = cipher;
    }

    public MessageView of(Entry entry) {
        return switch (entry.body()) {
            case Entry.Message message ->
                    view(
                            entry,
                            message.type().name().toLowerCase(Locale.ROOT),
                            text(entry, message),
                            message.replyTo(),
                            message.mediaId());
            case Entry.Created _ -> view(entry, "system", "chat_created", null, null);
        };
    }

    /// Content that does not open must not keep anybody from the rest of the chat.
    private @Nullable String text(Entry entry, Entry.Message message) {
        try {
            return cipher.decrypt(entry.chatId(), entry.id(), message.content());
        } catch (ContentCipher.DoesNotOpen e) {
            log.error(
                    "Entry {} of chat {} is shown without content", entry.seq(), entry.chatId(), e);
            return null;
        }
    }

    private static MessageView view(
            Entry entry,
            String type,
            @Nullable String content,
            @Nullable UUID replyTo,
            @Nullable UUID mediaId) {
        return new MessageView(
                entry.id().toString(),
                entry.chatId().toString(),
                entry.senderId().toString(),
                type,
                Instant.ofEpochMilli(entry.timestamp()),
                content,
                null,
                entry.seq(),
                replyTo == null ? null : replyTo.toString(),
                mediaId == null ? null : mediaId.toString(),
                null,
                null,
                List.of());
    }
}
