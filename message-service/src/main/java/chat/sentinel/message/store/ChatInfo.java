package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.NewMembersSee;

/// What a chat is.
///
/// @param title of a group; empty for a private chat
/// @param newMembersSee of the past
public record ChatInfo(
        ChatId chatId,
        ChatKind kind,
        String title,
        NewMembersSee newMembersSee,
        int memberCount,
        int headBucket) {
    public boolean isPrivate() {
        return kind == ChatKind.PRIVATE;
    }
}
