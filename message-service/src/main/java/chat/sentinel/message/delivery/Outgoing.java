package chat.sentinel.message.delivery;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// One event for some users.
///
/// @param json the event, encoded
/// @param numbered the entry behind it, by which the chat's head moves; null: none (an outcome,
///     a mark)
public record Outgoing(Collection<UserId> recipients, byte[] json, @Nullable Numbered numbered) {
    /// @param entry as the cache of recent entries keeps it
    public record Numbered(ChatId chatId, long seq, byte[] entry) {}
}
