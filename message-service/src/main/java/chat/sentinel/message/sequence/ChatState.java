package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.message.store.ChatHead;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.FindCommand.SentMessage;
import chat.sentinel.message.store.LogPosition;
import chat.sentinel.message.store.Member;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the owner of a chat knows of it, as of the last decided record. Of the sequencer's
/// thread only.
final class ChatState {
    /// Of the oldest ids, how many that the store has not yet may stand before others it has.
    private static final int MOST_SKIPPED = 16;

    final ChatId chatId;
    final OwnedPartition partition;
    final ChatEffects effects;

    /// Records that came while the chat waited for a read.
    final ArrayDeque<Command> waiting = new ArrayDeque<>();

    /// Whether a read is under way that the next record needs.
    boolean reading;

    private final Roster members = new Roster();
    private final LinkedHashMap<CommandId, Known> ids = new LinkedHashMap<>();
    private ChatKind kind = ChatKind.CHAT_KIND_UNSPECIFIED;
    private Entry.Updated info = new Entry.Updated("", NewMembersSee.FROM_JOINING);
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

    /// @param stays and `chat` as they were read before the head, so that neither is ahead of it;
    ///     where they are behind, the records to redo bring what is missing
    void load(List<Member> stays, Optional<ChatInfo> chat, ChatHead head) {
        members.load(stays);
        chat.ifPresent(
                found -> {
                    become(found.kind());
                    info = new Entry.Updated(found.title(), found.newMembersSee());
                });
        lastSeq = head.lastSeq();
        ordinal = head.ordinal();
        applied = head.applied();
        maxIdTime = head.maxIdTime();
        floor = head.maxIdTime();
        effects.stored(lastSeq);
    }

    private void become(ChatKind found) {
        kind = found;
        if (found == ChatKind.PRIVATE) {
            effects.isPrivate();
        }
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

    Roster members() {
        return members;
    }

    ChatKind kind() {
        return kind;
    }

    /// Title, and what new members see.
    Entry.Updated info() {
        return info;
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

    /// The message of this id, if that is in memory.
    Optional<SentMessage> message(CommandId id) {
        Known known = ids.get(id);
        return known == null ? Optional.empty() : Optional.ofNullable(known.message());
    }

    /// A message that was read, as of now; from here on its changes are known.
    void remember(CommandId id, SentMessage message) {
        ids.put(id, new Known(message.seq(), message.senderId(), message, lastSeq));
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
        SentMessage message = body instanceof Entry.Message ? SentMessage.of(entry) : null;
        ids.put(command.id(), new Known(lastSeq, command.sender(), message, lastSeq));
        decided(command);
        apply(entry);
        return entry;
    }

    void decided(Command command) {
        applied = command.position();
    }

    /// What an entry changes of the chat; once more after a redo is harmless.
    void apply(Entry entry) {
        members.apply(entry);
        switch (entry.body()) {
            case Entry.Created created -> {
                become(created.kind());
                info = new Entry.Updated(created.title(), created.newMembersSee());
            }
            case Entry.Updated updated -> info = updated;
            case Entry.Deleted deleted ->
                    ids.computeIfPresent(
                            deleted.target().id(), (_, known) -> known.deletedBy(entry.seq()));
            case Entry.Reacted reacted when !reacted.removed() ->
                    ids.computeIfPresent(
                            reacted.target().id(),
                            (_, known) -> known.with(reacted.emoji(), entry.seq()));
            case Entry.Membership _, Entry.Message _, Entry.Change _ -> {
                // No more than who is in it.
            }
        }
    }

    /// Drops the oldest ids beyond the limit that the store has; from then on such ids cost a read.
    void trimIds(int limit) {
        if (ids.size() <= limit) {
            return;
        }
        long stored = effects.stored();
        Iterator<Map.Entry<CommandId, Known>> oldestFirst = ids.entrySet().iterator();
        int waiting = 0;
        while (ids.size() > limit / 2 && waiting < MOST_SKIPPED && oldestFirst.hasNext()) {
            Map.Entry<CommandId, Known> oldest = oldestFirst.next();
            if (oldest.getValue().changedSeq() > stored) {
                waiting++;
                continue;
            }
            floor = Math.max(floor, oldest.getKey().millis());
            oldestFirst.remove();
        }
    }

    boolean isIdle() {
        return !reading && waiting.isEmpty() && effects.isIdle();
    }

    /// A command that is in memory.
    ///
    /// @param seq of the entry that it became
    /// @param message that entry, where it is a message
    /// @param changedSeq of the last entry that says something of it
    record Known(long seq, UserId sender, @Nullable SentMessage message, long changedSeq) {
        Known deletedBy(long seq) {
            return new Known(this.seq, sender, message == null ? null : message.asDeleted(), seq);
        }

        Known with(String emoji, long seq) {
            return new Known(this.seq, sender, message == null ? null : message.with(emoji), seq);
        }
    }
}
