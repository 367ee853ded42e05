package chat.sentinel.message.sequence;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.LogPosition;
import chat.sentinel.message.store.WriteEntries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was decided about one record.
sealed interface Decision {
    InFlight inFlight();

    ChatCommand.CommandCase command();

    /// It is the next entry.
    ///
    /// @param afterRows what is delivered once the rows are written; empty: it was delivered before
    record Numbered(
            InFlight inFlight,
            ChatCommand.CommandCase command,
            WriteEntries.Numbered row,
            List<Outgoing> afterRows)
            implements Decision {}

    /// It changes nothing; the sender has been told.
    ///
    /// @param lastSeq of the chat at that point
    record Refused(
            InFlight inFlight, ChatCommand.CommandCase command, LogPosition position, long lastSeq)
            implements Decision {}

    /// It became this entry before; what follows the entry's row is done once more.
    record Redone(
            InFlight inFlight,
            ChatCommand.CommandCase command,
            Entry entry,
            List<Outgoing> afterRows)
            implements Decision {}

    /// It repeats the command of an entry that may still be on its way to the store.
    ///
    /// @param sender of the repeat, the same as of the entry
    /// @param requestId of the caller who asked for the chat; null: a message
    record Repeated(
            InFlight inFlight,
            ChatCommand.CommandCase command,
            long seq,
            UserId sender,
            @Nullable String requestId)
            implements Decision {}
}
