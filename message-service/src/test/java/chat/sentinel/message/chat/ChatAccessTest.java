package chat.sentinel.message.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.store.WriteMembers;
import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChatAccessTest {
    private static final TestCluster cluster = TestCluster.shared();

    private final ChatAccess access = cluster.bean(0, ChatAccess.class);
    private final UserId alice = new UserId(UUID.randomUUID());
    private final UserId bob = new UserId(UUID.randomUUID());
    private final ChatId chat = ChatId.ofPair(alice, bob);

    /// Its own row comes last. Who asks before is told that there is no such chat, and what he saw
    /// is not remembered: members would be missing for ever.
    @Test
    void aChatWithoutItsOwnRowIsNoneAndIsNotRemembered() {
        cluster.bean(0, CqlSession.class)
                .execute(
                        "INSERT INTO members (chat_id, user_id, joined_seq, role) VALUES (?, ?, 1, 'member')",
                        chat.value(),
                        alice.value());
        assertNoSuchChat(alice);
        write(List.of(alice));
        assertNoSuchChat(alice);
        assertThat(access.cached(chat, alice)).isNull();

        write(List.of(alice, bob));
        assertThat(StoreCalls.await(access.member(chat, alice)).pair())
                .containsExactlyInAnyOrder(alice, bob);
        assertThat(access.cached(chat, alice)).isNotNull();
        assertThat(StoreCalls.await(access.member(chat, bob)).peer()).isEqualTo(alice);
        assertNoSuchChat(new UserId(UUID.randomUUID()));
    }

    /// Asked for again and again while its rows are written.
    @Test
    void aGroupIsSeenWholeOrNotAtAll() {
        ChatId group = ChatId.ofGroup(alice, UUID.randomUUID());
        List<UserId> members =
                Stream.concat(
                                Stream.of(alice),
                                Stream.generate(() -> new UserId(UUID.randomUUID())).limit(999))
                        .toList();
        Entry.Created created =
                new Entry.Created(ChatKind.GROUP, members, "all of us", NewMembersSee.FROM_JOINING);
        Entry entry = new Entry(group, 1, CommandId.next(), alice, 0, 0, created);
        var writing = cluster.bean(0, WriteMembers.class).created(entry, created);
        await().pollInterval(Duration.ofMillis(1))
                .ignoreExceptionsMatching(SentinelException.class::isInstance)
                .untilAsserted(
                        () ->
                                assertThat(StoreCalls.await(access.member(group, alice)))
                                        .isNotNull());
        assertThat(StoreCalls.await(access.present(group))).hasSize(1_000);
        StoreCalls.await(writing);
    }

    private void assertNoSuchChat(UserId user) {
        assertThatThrownBy(() -> StoreCalls.await(access.member(chat, user)))
                .isInstanceOfSatisfying(
                        SentinelException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CHAT_NOT_FOUND));
    }

    private void write(List<UserId> members) {
        Entry.Created created =
                new Entry.Created(ChatKind.PRIVATE, members, "", NewMembersSee.FROM_JOINING);
        StoreCalls.await(
                cluster.bean(0, WriteMembers.class)
                        .created(
                                new Entry(chat, 1, CommandId.next(), alice, 0, 0, created),
                                created));
    }
}
