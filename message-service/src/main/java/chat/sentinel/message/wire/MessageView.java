package chat.sentinel.message.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry as clients see it. `type` is text, image or file, or `system` for what the chat
/// itself says.
///
/// @param content of a message its text; of a system entry what happened, as `member_added`; null:
///     the message was deleted, or it cannot be opened, for its key is gone
/// @param to the member whom a message is addressed to, for all to read; null: all alike
/// @param seenAt in a private chat when the other person saw it; null: not yet, or not known
///     here
/// @param reactions empty where they are not known, as in events
/// @param change of a system entry, what it says; null: a message
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
        @Nullable String to,
        @Nullable String mediaId,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt,
        List<ReactionView> reactions,
        @Nullable ChangeView change) {
    public MessageView with(@Nullable Instant seen, List<ReactionView> known) {
        return new MessageView(
                messageId, chatId, senderId, type, timestamp, content, seen, seq, replyTo, to,
                mediaId, editedAt, deletedAt, known, change);
    }

    /// What a system entry says; `sender_id` did it.
    ///
    /// @param userId who came, went or has another role
    /// @param role since then
    /// @param title since then
    /// @param newMembersSee since then: `from_joining` or `everything`
    /// @param memberCount since then
    public record ChangeView(
            @Nullable String userId,
            @Nullable String role,
            @Nullable String title,
            @Nullable String newMembersSee,
            @Nullable Integer memberCount) {}

    /// @param userIds of the first fifty
    public record ReactionView(String emoji, int count, List<String> userIds) {}
}
