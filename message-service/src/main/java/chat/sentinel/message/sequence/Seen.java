package chat.sentinel.message.sequence;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.message.store.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who has seen a chat, and up to which entry, without saying so.
final class Seen {
    private Seen() {}

    /// Who sends has seen what came before; who is in a new chat, or comes into one, has seen it
    /// so far.
    static Map<UserId, Entry> bySending(List<Entry> entries) {
        Map<UserId, Entry> last = new LinkedHashMap<>();
        for (Entry entry : entries) {
            switch (entry.body()) {
                case Entry.Created created ->
                        created.memberIds().forEach(member -> last.put(member, entry));
                case Entry.Added added -> last.put(added.userId(), entry);
                case Entry.Message _ -> last.put(entry.senderId(), entry);
                case Entry.Updated _, Entry.Membership _, Entry.Change _ -> {
                    // Says nothing of what its sender has read.
                }
            }
        }
        return last;
    }

    /// Those of whom it is kept when: not all who are in a new group, a thousand rows that nobody
    /// reads.
    static Map<UserId, Entry> whenSent(List<Entry> entries) {
        return bySending(entries.stream().filter(entry -> !makesGroup(entry)).toList());
    }

    private static boolean makesGroup(Entry entry) {
        return entry.body() instanceof Entry.Created created && created.kind() == ChatKind.GROUP;
    }
}
