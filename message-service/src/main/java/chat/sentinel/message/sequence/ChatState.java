package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.ChatHead;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.LogPosition;
import chat.sentinel.message.store.Member;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the owner of a chat knows of it, as of the last decided record. Of the sequencer's
/// thread only.
final class ChatState {
    final ChatId chatId;
    final OwnedPartition partition;
    final ChatEffects effects;

    /// Records that came while the chat waited for a read.
    final ArrayDeque<Command> waiting = new ArrayDeque<>();

    /// Whether a read is under way that the next record needs.
    boolean reading;

    private final Set<UserId> members = new LinkedHashSet<>();
    private final LinkedHashMap<CommandId, Known> ids = new LinkedHashMap<>();
    private long lastSeq;
    private long ordinal;
    private long maxIdTime;
    private long floor;
    private @Nullable LogPosition applied;

    ChatState(ChatId chatId, OwnedPartition partition, ChatEffects effects) {
        this.chatId = chatId;
        this.partition = partition;
        this.effects = effects;
    }

    void load(List<Member> stays, ChatHead head) {
        stays.stream().filter(Member::isPresent).map(Member::userId).forEach(members::add);
        lastSeq = head.lastSeq();
        ordinal = head.ordinal();
        applied = head.applied();
        maxIdTime = head.maxIdTime();
        floor = head.maxIdTime();
        effects.stored(lastSeq);
    }

    boolean exists() {
        return lastSeq > 0;
    }

    long lastSeq() {
        return lastSeq;
    }

    long maxIdTime() {
        return maxIdTime;
    }

    Set<UserId> members() {
        return members;
    }

    boolean isDecided(LogPosition position) {
        return applied != null && position.isAtOrBefore(applied);
    }

    boolean showsCut(LogPosition position) {
        return applied != null && position.showsCutOf(applied);
    }

    /// The entry that this command became, if that is in memory.
    @Nullable Known known(CommandId id) {
        return ids.get(id);
    }

    /// Whether a command that is not in memory may still be an old one.
    boolean mayBeOlder(CommandId id) {
        return id.millis() <= floor;
    }

    Entry number(Command command, Entry.Body body) {
        lastSeq++;
        if (body instanceof Entry.Message) {
            ordinal++;
        }
        maxIdTime = Math.max(maxIdTime, command.id().millis());
        Entry entry =
                new Entry(
                        chatId,
                        lastSeq,
                        command.id(),
                        command.sender(),
                        command.timestamp(),
                        ordinal,
                        body);
        ids.put(command.id(), new Known(lastSeq, command.sender()));
        decided(command);
        apply(entry);
        return entry;
    }

    void decided(Command command) {
        applied = command.position();
    }

    /// What an entry changes of the chat; once more after a redo is harmless.
    void apply(Entry entry) {
        if (entry.body() instanceof Entry.Created created) {
            members.addAll(created.memberIds());
        }
    }

    /// Drops the oldest ids beyond the limit that the store has; from then on such ids cost a read.
    void trimIds(int limit) {
        if (ids.size() <= limit) {
            return;
        }
        long stored = effects.stored();
        Iterator<Map.Entry<CommandId, Known>> oldestFirst = ids.entrySet().iterator();
        while (ids.size() > limit / 2) {
            Map.Entry<CommandId, Known> oldest = oldestFirst.next();
            if (oldest.getValue().seq() > stored) {
                return;
            }
            floor = Math.max(floor, oldest.getKey().millis());
            oldestFirst.remove();
        }
    }

    boolean isIdle() {
        return !reading && waiting.isEmpty() && effects.isIdle();
    }

    record Known(long seq, UserId sender) {}
}
