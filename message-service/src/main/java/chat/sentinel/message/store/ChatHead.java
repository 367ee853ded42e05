package chat.sentinel.message.store;

import org.jspecify.annotations.Nullable;

/// How far a chat has come in the store.
///
/// @param lastSeq of the newest stored entry; 0: none
/// @param ordinal messages up to there
/// @param applied the last decided record; null: none
/// @param maxIdTime the highest time (milliseconds) in a stored entry's id; 0: none
public record ChatHead(long lastSeq, long ordinal, @Nullable LogPosition applied, long maxIdTime) {
    public static final ChatHead NONE = new ChatHead(0, 0, null, 0);
}
