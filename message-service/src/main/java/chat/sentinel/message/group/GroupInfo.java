package chat.sentinel.message.group;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.MessageViews;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a chat is and who is in it, for those who are.
@Component
class GroupInfo {
    private final ChatAccess access;
    private final MemberPages pages;

    GroupInfo(ChatAccess access, MemberPages pages) {
        this.access = access;
        this.pages = pages;
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

    /// @param joinedSeq the entry with which the member came
    record MemberView(String userId, String role, long joinedSeq) {}

    record Page(List<MemberView> members, @Nullable String nextCursor) {}

    /// Those who are in the chat, by their ids.
    ///
    /// @throws SentinelException CHAT_NOT_FOUND to all who are not in it
    Page members(UserId caller, ChatId chatId, @Nullable String cursor, int size) {
        MemberPages.Page page = pages.page("members", caller, chatId, cursor, size);
        return new Page(
                page.members().stream()
                        .map(
                                member ->
                                        new MemberView(
                                                member.userId().toString(),
                                                member.role().toString(),
                                                member.joinedSeq()))
                        .toList(),
                page.nextCursor());
    }
}
