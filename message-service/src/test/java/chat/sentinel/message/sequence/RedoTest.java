package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.AddMember;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.CreateGroup;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.RemoveMember;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.sequence.FedOwner.Log;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.FindCommand;
import chat.sentinel.message.store.LogPosition;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.store.WriteEntries;
import chat.sentinel.servicekit.content.ContentCipher;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// An owner that does again what another one did before it knows a chat as it is now, and must not
/// take that for what it was then; one that wakes up late must not be led by what has come since.
class RedoTest {
    private static final TestCluster cluster = TestCluster.shared();

    private final CommandId request = CommandId.next();
    private final CommandId early = CommandId.next();
    private final CommandId add = CommandId.next();
    private final CommandId late = CommandId.next();
    private final CommandId remove = CommandId.next();

    @Test
    void whoJoinedLaterIsNotToldOfWhatCameBefore() {
        try (TestUser alice = cluster.user(0);
                TestUser carol = cluster.user(1)) {
            UserId owner = UserId.parse(alice.userId);
            UserId member = UserId.parse(carol.userId);
            ChatId chat = ChatId.ofGroup(owner, request.value());
            Log log = new Log();
            var records =
                    List.of(
                            log.at(
                                    0,
                                    command(
                                            owner,
                                            chat,
                                            request,
                                            c ->
                                                    c.setCreateGroup(
                                                            CreateGroup.newBuilder()
                                                                    .setTitle("tea")))),
                            log.at(1, command(owner, chat, early, says(chat, early))),
                            log.at(
                                    2,
                                    command(
                                            owner,
                                            chat,
                                            add,
                                            c ->
                                                    c.setAddMember(
                                                            AddMember.newBuilder()
                                                                    .setMostMembers(10)
                                                                    .setUserId(
                                                                            member.byteString())))),
                            log.at(3, command(owner, chat, late, says(chat, late))),
                            log.at(
                                    4,
                                    command(
                                            owner,
                                            chat,
                                            remove,
                                            c ->
                                                    c.setRemoveMember(
                                                            RemoveMember.newBuilder()
                                                                    .setUserId(
                                                                            member
                                                                                    .byteString())))));
            try (FedOwner first = new FedOwner(log)) {
                first.takes(records).awaitDone();
            }
            try (FedOwner next = new FedOwner(log)) {
                next.takes(records).awaitDone();
                assertThat(next.lastSeq(chat)).isEqualTo(5);
            }
            FedOwner.await(
                    "carol hears of her going twice",
                    () ->
                            carol.events().stream()
                                            .filter(e -> TestUser.is(e, "member_removed"))
                                            .count()
                                    == 2);
            assertThat(carol.events().stream().map(e -> TestUser.text(e, "event")))
                    .containsExactly(
                            "member_added",
                            "receive_message",
                            "member_removed",
                            "member_added",
                            "receive_message",
                            "member_removed");
            assertThat(carol.events().toString()).doesNotContain(early.toString());
            ChatMember left = ChatEventsReader.member(chat.toString(), carol.userId, 5);
            assertThat(left.getSpansList())
                    .containsExactly(MemberSpan.newBuilder().setJoinedSeq(3).setLeftSeq(5).build());
        }
    }

    /// What was deleted after the place to which this owner has come counts as not deleted for it:
    /// it decides as whoever was first to decide that record.
    @Test
    void aDeletionThatComesLaterInTheLogLeadsNobody() {
        FedOwner.Pair pair = FedOwner.Pair.fresh();
        Log log = new Log();
        CommandId message = CommandId.next();
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(log.at(0, pair.starts(CommandId.next())), log.at(1, pair.says(message)))
                    .awaitDone();
        }
        // Written by a newer owner, which has come to entry 5,004.
        Entry deletion =
                new Entry(
                        pair.chat(),
                        5_004,
                        CommandId.next(),
                        pair.one(),
                        1,
                        5_000,
                        new Entry.Deleted(new Entry.Target(message, 2)));
        StoreCalls.await(
                cluster.bean(0, WriteEntries.class)
                        .earlierTargets(
                                List.of(
                                        new WriteEntries.Numbered(
                                                deletion, new LogPosition(0, 1, 9), 0)))
                        .orElseThrow()
                        .get());
        FindCommand find = cluster.bean(0, FindCommand.class);
        assertThat(StoreCalls.await(find.message(5_003, pair.chat(), message)))
                .hasValueSatisfying(found -> assertThat(found.deleted()).isFalse());
        assertThat(StoreCalls.await(find.message(5_004, pair.chat(), message)))
                .hasValueSatisfying(found -> assertThat(found.deleted()).isTrue());
    }

    private static ChatCommand command(
            UserId sender, ChatId chat, CommandId id, UnaryOperator<ChatCommand.Builder> what) {
        return what.apply(
                        ChatCommand.newBuilder()
                                .setCommandId(id.byteString())
                                .setChatId(chat.byteString())
                                .setSenderId(sender.byteString())
                                .setRulesVersion(1))
                .build();
    }

    private static UnaryOperator<ChatCommand.Builder> says(ChatId chat, CommandId id) {
        return command ->
                command.setSendMessage(
                        SendMessage.newBuilder()
                                .setType(MessageType.TEXT)
                                .setContent(
                                        cluster.bean(0, ContentCipher.class)
                                                .encrypt(chat, id, "hello")));
    }
}
