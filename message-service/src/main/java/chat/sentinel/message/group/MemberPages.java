package chat.sentinel.message.group;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.servicekit.cursors.SealedCursors;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Those who are in a chat, by their ids, page by page, for those who are in it.
@Component
public class MemberPages {
    private final ChatAccess access;
    private final ReadChat chats;
    private final SealedCursors cursors;

    MemberPages(ChatAccess access, ReadChat chats, SealedCursors cursors) {
        this.access = access;
        this.chats = chats;
        this.cursors = cursors;
    }

    /// @param nextCursor null: there are no more
    public record Page(List<Member> members, @Nullable String nextCursor) {}

    /// @param of what the page is: a cursor of one thing serves no other
    /// @throws SentinelException CHAT_NOT_FOUND to all who are not in it
    public Page page(String of, UserId caller, ChatId chatId, @Nullable String cursor, int size) {
        StoreCalls.await(access.member(chatId, caller));
        String context = of + "|" + caller + "|" + chatId;
        UUID after = cursor == null ? null : after(cursors.open(cursor, context));
        Comparator<UUID> order = Comparator.comparing(UUID::toString);
        List<Member> left =
                StoreCalls.await(chats.members(chatId)).stream()
                        .filter(Member::isPresent)
                        .sorted(Comparator.comparing(member -> member.userId().value(), order))
                        .filter(
                                member ->
                                        after == null
                                                || order.compare(member.userId().value(), after)
                                                        > 0)
                        .toList();
        List<Member> page = left.subList(0, Math.min(size, left.size()));
        return new Page(
                page,
                left.size() > size
                        ? cursors.seal(Ids.bytes(page.getLast().userId().value()), context)
                        : null);
    }

    private static UUID after(byte[] cursor) {
        ByteBuffer bytes = ByteBuffer.wrap(cursor);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
