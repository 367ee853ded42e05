package chat.sentinel.message.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry as clients see it. `type` is text, image or file, or `system` for what the chat
/// itself says.
///
/// @param content of a message its text; of a system entry what happened, as `chat_created`; null:
///     it cannot be opened, for its key is gone
/// @param seenAt in a private chat when the other person saw it; null: not yet, or not known
///     here
public record MessageView(
        String messageId,
        String chatId,
        String senderId,
        String type,
        Instant timestamp,
        @Nullable String content,
        @Nullable Instant seenAt,
        long seq,
        @Nullable String replyTo,
        @Nullable String mediaId,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt,
        List<String> reactions) {
    public MessageView withSeenAt(@Nullable Instant at) {
        return new MessageView(
                messageId, chatId, senderId, type, timestamp, content, at, seq, replyTo, mediaId,
                editedAt, deletedAt, reactions);
    }
}
