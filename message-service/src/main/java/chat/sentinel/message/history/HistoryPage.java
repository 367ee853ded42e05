package chat.sentinel.message.history;

import chat.sentinel.message.wire.MessageView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// @param messages newest first
/// @param storedSeq up to here the answer is complete; while it is below a seq that the client
///     knows of, the client asks again
/// @param headSeq the highest numbered entry; null: not known just now
/// @param nextCursor null: nothing further in this direction
record HistoryPage(
        List<MessageView> messages,
        long storedSeq,
        @Nullable Long headSeq,
        @Nullable String nextCursor) {}
