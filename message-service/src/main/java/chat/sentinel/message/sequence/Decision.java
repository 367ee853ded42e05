package chat.sentinel.message.sequence;

import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.WriteEntries;
import chat.sentinel.servicekit.tracing.Hop;
import java.util.List;

/// What was decided about one command.
sealed interface Decision {
    Command command();

    default InFlight inFlight() {
        return command().inFlight();
    }

    default Hop hop() {
        return inFlight().hop;
    }

    /// It is an entry, whose rows, facts and late deliveries are done now or done again.
    sealed interface Entered extends Decision {
        Entry entry();

        /// What chat.members is told.
        List<ChatMember> members();

        /// What is delivered once the rows are written; empty: it was delivered before.
        List<Outgoing> afterRows();
    }

    /// It is the next entry.
    record Numbered(
            Command command,
            WriteEntries.Numbered row,
            List<ChatMember> members,
            List<Outgoing> afterRows)
            implements Entered {
        @Override
        public Entry entry() {
            return row.entry();
        }
    }

    /// It became this entry before; what follows the entry's row is done once more.
    record Redone(Command command, Entry entry, List<ChatMember> members, List<Outgoing> afterRows)
            implements Entered {}

    /// It changes nothing; the sender has been told.
    ///
    /// @param lastSeq of the chat at that point
    record Refused(Command command, long lastSeq) implements Decision {}

    /// It repeats the command of the entry `seq`, which may still be on its way to the store, or
    /// asks for the chat that began with it.
    record Repeated(Command command, long seq) implements Decision {}
}
