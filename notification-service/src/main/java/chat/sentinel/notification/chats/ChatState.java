package chat.sentinel.notification.chats;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A chat as the entries up to `seq` have made it, while some more are applied to it in their
/// order. Not for several threads.
public final class ChatState {
    /// @param seq of the entry that made it so
    /// @param seenOrdinal messages that the member is told of no more
    record Member(long seq, boolean present, long seenOrdinal) {}

    final ChatId chatId;
    final boolean known;
    long seq;
    boolean group;
    @Nullable String title;
    long ordinal;
    @Nullable NewMessage last;
    final Map<UserId, Member> members = new TreeMap<>(ChatState::byId);

    /// In the order in which their rows are written: two who write the same rows wait for each
    /// other, and do not lock each other out.
    final Set<UserId> changed = new TreeSet<>(ChatState::byId);

    ChatState(ChatId chatId, boolean known) {
        this.chatId = chatId;
        this.known = known;
    }

    private static int byId(UserId one, UserId other) {
        return one.value().compareTo(other.value());
    }

    /// Moves on to an entry.
    ///
    /// @return false for one that was had
    public boolean moveTo(long entry, long messages) {
        if (entry <= seq) {
            return false;
        }
        if (!known && seq == 0 && entry > 1) {
            // The log's beginning is gone; nobody is told of what came before.
            members.replaceAll(
                    (_, member) -> new Member(member.seq(), member.present(), messages - 1));
            changed.addAll(members.keySet());
            group = members.size() > 2;
        }
        seq = entry;
        ordinal = messages;
        return true;
    }

    public void created(boolean isGroup, @Nullable String newTitle) {
        group = isGroup;
        title = newTitle;
    }

    public void titled(@Nullable String newTitle) {
        title = newTitle;
    }

    public void joined(UserId user) {
        put(user, new Member(seq, true, ordinal));
    }

    public void left(UserId user) {
        put(user, new Member(seq, false, ordinal));
    }

    /// Who is told of it: whoever is in the chat, as far as is known by now, and was when it came.
    public List<UserId> said(NewMessage message) {
        last = message;
        Member sender = members.get(message.senderId());
        if (sender != null) {
            put(message.senderId(), new Member(sender.seq(), sender.present(), ordinal));
        }
        return members.entrySet().stream()
                .filter(member -> member.getValue().present() && member.getValue().seq() <= seq)
                .map(Map.Entry::getKey)
                .filter(user -> !user.equals(message.senderId()))
                .toList();
    }

    /// @param content null: it is deleted
    public void rewritten(UUID messageId, byte @Nullable [] content) {
        NewMessage message = last;
        if (message != null && message.messageId().equals(messageId)) {
            last =
                    new NewMessage(
                            message.chatId(),
                            message.seq(),
                            message.messageId(),
                            message.senderId(),
                            message.type(),
                            content,
                            message.at(),
                            message.traceparent());
        }
    }

    private void put(UserId user, Member member) {
        members.put(user, member);
        changed.add(user);
    }
}
