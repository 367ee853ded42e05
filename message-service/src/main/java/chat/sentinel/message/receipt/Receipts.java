package chat.sentinel.message.receipt;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.group.MemberPages;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.Marks.Mark;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.StoreCalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How far those who are in a chat have received and seen it, for those who are.
@Component
class Receipts {
    /// Of those who have seen a message, so many are named.
    private static final int MOST_NAMED = 50;

    private final ChatAccess access;
    private final MemberPages members;
    private final ReadChat chats;
    private final ReadEntries entries;
    private final Marks marks;

    Receipts(
            ChatAccess access,
            MemberPages members,
            ReadChat chats,
            ReadEntries entries,
            Marks marks) {
        this.access = access;
        this.members = members;
        this.chats = chats;
        this.entries = entries;
        this.marks = marks;
    }

    sealed interface View {}

    /// @param seenSeq at most `deliveredSeq`
    record Receipt(String userId, long deliveredSeq, long seenSeq) {}

    record Page(List<Receipt> receipts, @Nullable String nextCursor) implements View {}

    /// By the ids of the members.
    ///
    /// @throws SentinelException CHAT_NOT_FOUND to all who are not in it
    Page page(UserId caller, ChatId chatId, @Nullable String cursor, int size) {
        MemberPages.Page page = members.page("receipts", caller, chatId, cursor, size);
        Map<UserId, Mark> all = StoreCalls.await(marks.ofAll(chatId));
        return new Page(
                page.members().stream()
                        .map(
                                member -> {
                                    Mark mark = all.getOrDefault(member.userId(), Mark.NONE);
                                    return new Receipt(
                                            member.userId().toString(),
                                            mark.delivered(),
                                            mark.seen());
                                })
                        .toList(),
                page.nextCursor());
    }

    /// @param delivered how many it has come to
    /// @param seen how many have seen it
    /// @param seenBy of these the first fifty, by their ids
    record OfMessage(long seq, int delivered, int seen, List<String> seenBy) implements View {}

    /// Of one message, among those other than its sender who were in the chat when it came and
    /// still are.
    ///
    /// @throws SentinelException CHAT_NOT_FOUND to all who are not in it, MESSAGE_NOT_FOUND for
    ///     what is none or may not be read, NOT_YET past what is stored
    OfMessage ofMessage(UserId caller, ChatId chatId, long seq) {
        Reach reach = reach(caller, chatId, seq);
        return new OfMessage(
                seq,
                reach.delivered(),
                reach.seenBy().size(),
                reach.seenBy().subList(0, Math.min(MOST_NAMED, reach.seenBy().size())));
    }

    /// @param recipients those other than its sender who were in the chat when the message came,
    ///     and still are
    /// @param delivered to how many of them it has come
    /// @param seenBy who of them has seen it, by their ids
    record Reach(int recipients, int delivered, List<String> seenBy) {}

    /// As [#ofMessage].
    Reach reach(UserId caller, ChatId chatId, long seq) {
        Membership reader = StoreCalls.await(access.member(chatId, caller));
        UserId sender = sender(reader, seq);
        Map<UserId, Mark> all = StoreCalls.await(marks.ofAll(chatId));
        List<UserId> others =
                StoreCalls.await(chats.members(chatId)).stream()
                        .filter(stay -> stay.isPresent() && stay.isPresentAt(seq))
                        .map(Member::userId)
                        .filter(other -> !other.equals(sender))
                        .toList();
        return new Reach(
                others.size(),
                Math.toIntExact(
                        others.stream()
                                .filter(
                                        other ->
                                                all.getOrDefault(other, Mark.NONE).delivered()
                                                        >= seq)
                                .count()),
                others.stream()
                        .filter(other -> all.getOrDefault(other, Mark.NONE).seen() >= seq)
                        .map(UserId::toString)
                        .sorted()
                        .toList());
    }

    private UserId sender(Membership reader, long seq) {
        if (seq > StoreCalls.await(chats.head(reader.chatId())).lastSeq()) {
            throw MoveMark.notYet();
        }
        Optional<Entry> message =
                reader.sees(seq)
                        ? StoreCalls.await(entries.at(reader.chatId(), seq))
                        : Optional.empty();
        return message.filter(entry -> entry.body() instanceof Entry.Message)
                .map(Entry::senderId)
                .orElseThrow(
                        () ->
                                new SentinelException(
                                        ErrorCode.MESSAGE_NOT_FOUND,
                                        ErrorCode.MESSAGE_NOT_FOUND.title()));
    }
}
