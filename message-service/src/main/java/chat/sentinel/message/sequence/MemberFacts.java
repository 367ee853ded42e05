package chat.sentinel.message.sequence;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.Member;
import java.util.List;

/// What chat.members says after an entry: the state of each member whom it concerns.
final class MemberFacts {
    private MemberFacts() {}

    /// @param members as of the entry, or, when it is done again, as of later
    static List<ChatMember> of(Entry entry, Roster members) {
        return switch (entry.body()) {
            case Entry.Created created ->
                    created.memberIds().stream().map(user -> of(entry, user, members)).toList();
            case Entry.Membership change -> List.of(of(entry, change.userId(), members));
            case Entry.Updated _, Entry.Message _, Entry.Change _ -> List.of();
        };
    }

    private static ChatMember of(Entry entry, UserId user, Roster members) {
        List<Member> stays = members.stays(user);
        ChatMember.Builder fact =
                ChatMember.newBuilder()
                        .setChatId(entry.chatId().byteString())
                        .setUserId(user.byteString())
                        .setRole(stays.getLast().role().toString())
                        .setSeq(entry.seq());
        stays.forEach(
                stay ->
                        fact.addSpans(
                                MemberSpan.newBuilder()
                                        .setJoinedSeq(stay.joinedSeq())
                                        .setLeftSeq(stay.leftSeq())
                                        .setSeesFrom(
                                                stay.seesFrom() == stay.joinedSeq()
                                                        ? 0
                                                        : stay.seesFrom())));
        return fact.build();
    }
}
