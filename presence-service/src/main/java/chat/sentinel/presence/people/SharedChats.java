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
/// share, and what was heard last of each: some sixteen bytes for each membership, also for one
/// that ended.
@Component
public class SharedChats implements Projection {
    private static final Chats NONE = new Chats(new ChatId[0], new long[0]);
    private static final Comparator<ChatId> ORDER = Comparator.comparing(ChatId::value);

    private final ConcurrentHashMap<UserId, Chats> chats = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ChatId, ChatId> ids = new ConcurrentHashMap<>();
    private final TopicsProperties topics;

    SharedChats(TopicsProperties topics) {
        this.topics = topics;
    }

    /// @param heard for each chat twice the sequence number of the newest fact, and one more while
    ///     the user is in it; nobody changes the arrays
    private record Chats(ChatId[] ids, long[] heard) {
        boolean isIn(ChatId chat) {
            int at = Arrays.binarySearch(ids, chat, ORDER);
            return at >= 0 && (heard[at] & 1) == 1;
        }

        Chats with(ChatId chat, long told) {
            int at = Arrays.binarySearch(ids, chat, ORDER);
            if (at >= 0) {
                if (told / 2 < heard[at] / 2 || told == heard[at]) {
                    return this;
                }
                long[] changed = heard.clone();
                changed[at] = told;
                return new Chats(ids, changed);
            }
            int to = -at - 1;
            ChatId[] moreIds = Arrays.copyOf(ids, ids.length + 1);
            long[] moreHeard = Arrays.copyOf(heard, heard.length + 1);
            System.arraycopy(ids, to, moreIds, to + 1, ids.length - to);
            System.arraycopy(heard, to, moreHeard, to + 1, heard.length - to);
            moreIds[to] = chat;
            moreHeard[to] = told;
            return new Chats(moreIds, moreHeard);
        }
    }

    /// Whether both are in one chat now.
    public boolean share(UserId one, UserId other) {
        Chats some = chats.getOrDefault(one, NONE);
        Chats others = chats.getOrDefault(other, NONE);
        Chats fewer = some.ids().length <= others.ids().length ? some : others;
        Chats more = fewer == some ? others : some;
        for (int i = 0; i < fewer.ids().length; i++) {
            if ((fewer.heard()[i] & 1) == 1 && more.isIn(fewer.ids()[i])) {
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

    /// What is older than what is known changes nothing.
    public void learn(ChatMember member) {
        int spans = member.getSpansCount();
        boolean in = spans > 0 && member.getSpans(spans - 1).getLeftSeq() == 0;
        ChatId chat = ChatId.of(member.getChatId());
        ChatId shared = ids.computeIfAbsent(chat, id -> id);
        long told = 2 * member.getSeq() + (in ? 1 : 0);
        chats.compute(
                UserId.of(member.getUserId()),
                (_, before) -> (before == null ? NONE : before).with(shared, told));
    }
}
