package chat.sentinel.message.group;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.history.SealedCursors;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.MessageViews;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a chat is and who is in it, for those who are.
@Component
class GroupInfo {
    private final ChatAccess access;
    private final ReadChat chats;
    private final SealedCursors cursors;

    GroupInfo(ChatAccess access, ReadChat chats, SealedCursors cursors) {
        this.access = access;
        this.chats = chats;
        this.cursors = cursors;
    }

    /// @param role of who asks
    /// @param seesFrom the first entry that he may read
    record Info(
            String chatId,
            String kind,
            @Nullable String title,
            @Nullable String newMembersSee,
            int memberCount,
            String role,
            long seesFrom) {}

    /// @throws SentinelException CHAT_NOT_FOUND to all who are not in it
    Info of(UserId caller, ChatId chatId) {
        Membership member = StoreCalls.await(access.member(chatId, caller));
        ChatInfo chat = member.chat();
        return new Info(
                chatId.toString(),
                chat.kind().name().toLowerCase(Locale.ROOT),
                chat.isPrivate() ? null : chat.title(),
                chat.isPrivate() ? null : MessageViews.name(chat.newMembersSee()),
                chat.memberCount(),
                member.role().toString(),
                member.firstSeenFrom(1));
    }

    /// @throws SentinelException CHAT_NOT_FOUND to those who never were in it
    void check(UserId caller, ChatId chatId) {
        StoreCalls.await(access.reader(chatId, caller));
    }

    /// @param joinedSeq the entry with which the member came
    record MemberView(String userId, String role, long joinedSeq) {}

    record Page(List<MemberView> members, @Nullable String nextCursor) {}

    /// Those who are in the chat, by their ids.
    ///
    /// @throws SentinelException CHAT_NOT_FOUND to all who are not in it
    Page members(UserId caller, ChatId chatId, @Nullable String cursor, int size) {
        StoreCalls.await(access.member(chatId, caller));
        String context = "members|" + caller + "|" + chatId;
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
                page.stream()
                        .map(
                                member ->
                                        new MemberView(
                                                member.userId().toString(),
                                                member.role().toString(),
                                                member.joinedSeq()))
                        .toList(),
                left.size() > size
                        ? cursors.seal(Ids.bytes(page.getLast().userId().value()), context)
                        : null);
    }

    private static UUID after(byte[] cursor) {
        ByteBuffer bytes = ByteBuffer.wrap(cursor);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
