package chat.sentinel.presence.people;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.presence.facts.Projection;
import chat.sentinel.presence.topics.TopicsProperties;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who shares a chat with whom. For each user a sorted array of his chats, whose ids all users
/// share: some eight bytes for each membership.
@Component
public class SharedChats implements Projection {
    private static final ChatId[] NONE = {};
    private static final Comparator<ChatId> ORDER = Comparator.comparing(ChatId::value);

    private final ConcurrentHashMap<UserId, ChatId[]> chats = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ChatId, ChatId> ids = new ConcurrentHashMap<>();
    private final TopicsProperties topics;

    SharedChats(TopicsProperties topics) {
        this.topics = topics;
    }

    /// Whether both are in one chat now.
    public boolean share(UserId one, UserId other) {
        ChatId[] some = chats.getOrDefault(one, NONE);
        ChatId[] others = chats.getOrDefault(other, NONE);
        ChatId[] fewer = some.length <= others.length ? some : others;
        ChatId[] more = fewer == some ? others : some;
        for (ChatId chat : fewer) {
            if (Arrays.binarySearch(more, chat, ORDER) >= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String topic() {
        return topics.members();
    }

    @Override
    public void apply(String key, byte @Nullable [] value) throws InvalidProtocolBufferException {
        if (value != null) {
            learn(ChatMember.parseFrom(value));
        }
    }

    public void learn(ChatMember member) {
        int spans = member.getSpansCount();
        boolean in = spans > 0 && member.getSpans(spans - 1).getLeftSeq() == 0;
        ChatId chat = ChatId.of(member.getChatId());
        ChatId shared = ids.computeIfAbsent(chat, id -> id);
        chats.compute(
                UserId.of(member.getUserId()),
                (_, before) -> {
                    ChatId[] old = before == null ? NONE : before;
                    int at = Arrays.binarySearch(old, shared, ORDER);
                    if (in == at >= 0) {
                        return before;
                    }
                    ChatId[] changed = in ? with(old, -at - 1, shared) : without(old, at);
                    return changed.length == 0 ? null : changed;
                });
    }

    private static ChatId[] with(ChatId[] old, int at, ChatId added) {
        ChatId[] more = Arrays.copyOf(old, old.length + 1);
        System.arraycopy(old, at, more, at + 1, old.length - at);
        more[at] = added;
        return more;
    }

    private static ChatId[] without(ChatId[] old, int at) {
        ChatId[] fewer = Arrays.copyOf(old, old.length - 1);
        System.arraycopy(old, at + 1, fewer, at, fewer.length - at);
        return fewer;
    }
}
