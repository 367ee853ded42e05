package chat.sentinel.message.store;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.message.TestCluster;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// An owner that was taken for dead wakes up and writes once more what it had begun to write. What
/// others have stored since stays.
class LateWriterTest {
    private static final TestCluster cluster = TestCluster.shared();

    private final WriteEntries writeEntries = cluster.bean(0, WriteEntries.class);
    private final WriteMembers writeMembers = cluster.bean(0, WriteMembers.class);
    private final Reactions reactions = cluster.bean(0, Reactions.class);
    private final ReadEntries readEntries = cluster.bean(0, ReadEntries.class);
    private final ReadChat readChat = cluster.bean(0, ReadChat.class);
    private final ReadUserChats userChats = cluster.bean(0, ReadUserChats.class);

    private final UserId alice = new UserId(UUID.randomUUID());
    private final UserId bob = new UserId(UUID.randomUUID());
    private final ChatId chat = ChatId.ofGroup(alice, UUID.randomUUID());
    private final CommandId message = CommandId.next();
    private final Entry.Target target = new Entry.Target(message, 2);

    @Test
    void aDeletedTextDoesNotComeBack() {
        Entry said = said();
        Entry edit = entry(3, edited("another text"));
        Entry deletion = entry(4, new Entry.Deleted(target));
        stores(said, edit, deletion);
        stores(said);
        stores(edit);
        assertThat(stored().content()).isNull();
        assertThat(stored().mediaId()).isNull();
        assertThat(stored().changes().deletedAt()).isEqualTo(deletion.timestamp());
        ChatHead head = StoreCalls.await(readChat.head(chat));
        assertThat(head.lastSeq()).isEqualTo(4);
        assertThat(head.applied()).isEqualTo(position(deletion));
    }

    @Test
    void anEarlierTextDoesNotComeBack() {
        Entry said = said();
        Entry early = entry(3, edited("early"));
        Entry late = entry(4, edited("late"));
        stores(said, early, late);
        stores(early);
        stores(said);
        assertThat(stored().content()).isEqualTo(encrypted("late"));
        assertThat(stored().changes().editedAt()).isEqualTo(late.timestamp());
    }

    /// The same where the message lies in an earlier bucket than what changes it.
    @Test
    void aDeletedTextOfAnEarlierBucketDoesNotComeBack() {
        stores(said());
        Entry edit = entry(5_001, edited("another text"));
        changesEarlier(edit);
        changesEarlier(entry(5_002, new Entry.Deleted(target)));
        changesEarlier(edit);
        assertThat(stored().content()).isNull();
    }

    @Test
    void aReactionThatWasTakenBackDoesNotComeBack() {
        Entry add = entry(3, new Entry.Reacted(target, "👍", false));
        reacts(add);
        reacts(entry(4, new Entry.Reacted(target, "👍", true)));
        reacts(add);
        assertThat(reactions()).isEmpty();
    }

    @Test
    void aReactionThatWasMadeAgainStays() {
        Entry remove = entry(4, new Entry.Reacted(target, "👍", true));
        reacts(entry(3, new Entry.Reacted(target, "👍", false)));
        reacts(remove);
        reacts(entry(5, new Entry.Reacted(target, "👍", false)));
        reacts(remove);
        assertThat(reactions()).containsExactly(new Reactions.Reaction(2, "👍", alice));
    }

    @Test
    void whoHasLeftDoesNotComeBack() {
        Entry made = made();
        Entry join = entry(2, new Entry.Added(bob, 2, 2));
        makes(made);
        changes(join);
        changes(entry(3, new Entry.Removed(bob, 2, 1)));
        makes(made);
        changes(join);
        assertThat(StoreCalls.await(readChat.stays(chat, bob)))
                .containsExactly(new Member(bob, 2, 3, 2, Role.MEMBER));
        assertThat(StoreCalls.await(userChats.of(bob))).isEmpty();
        assertThat(StoreCalls.await(readChat.info(chat)))
                .hasValueSatisfying(info -> assertThat(info.memberCount()).isEqualTo(1));
    }

    @Test
    void whoHasComeBackStays() {
        Entry join = entry(2, new Entry.Added(bob, 2, 2));
        Entry leave = entry(3, new Entry.Removed(bob, 2, 1));
        makes(made());
        changes(join);
        changes(leave);
        changes(entry(4, new Entry.Added(bob, 4, 2)));
        changes(join);
        changes(leave);
        assertThat(StoreCalls.await(readChat.stays(chat, bob)).getLast().isPresent()).isTrue();
        assertThat(StoreCalls.await(userChats.of(bob))).containsExactly(chat);
        assertThat(StoreCalls.await(readChat.info(chat)))
                .hasValueSatisfying(info -> assertThat(info.memberCount()).isEqualTo(2));
    }

    @Test
    void whoHasLeftAgainDoesNotComeBack() {
        Entry leave = entry(3, new Entry.Removed(bob, 2, 1));
        Entry comeBack = entry(4, new Entry.Added(bob, 4, 2));
        makes(made());
        changes(entry(2, new Entry.Added(bob, 2, 2)));
        changes(leave);
        changes(comeBack);
        changes(entry(5, new Entry.Removed(bob, 4, 1)));
        changes(comeBack);
        changes(leave);
        assertThat(StoreCalls.await(readChat.stays(chat, bob)))
                .extracting(Member::leftSeq)
                .containsExactly(3L, 5L);
        assertThat(StoreCalls.await(userChats.of(bob))).isEmpty();
    }

    @Test
    void aRoleAndANameStay() {
        Entry made = made();
        Entry join = entry(2, new Entry.Added(bob, 2, 2));
        Entry early = entry(3, new Entry.Updated("early", NewMembersSee.EVERYTHING));
        Entry promotion = entry(4, new Entry.RoleChanged(bob, 2, Role.OWNER));
        makes(made);
        changes(join);
        updates(early);
        changes(promotion);
        changes(entry(5, new Entry.RoleChanged(bob, 2, Role.ADMIN)));
        updates(entry(6, new Entry.Updated("late", NewMembersSee.FROM_JOINING)));
        StoreCalls.await(writeEntries.headBucket(chat, Entry.BUCKET_SIZE));
        StoreCalls.await(writeEntries.headBucket(chat, 2 * Entry.BUCKET_SIZE));
        makes(made);
        changes(join);
        updates(early);
        changes(promotion);
        StoreCalls.await(writeEntries.headBucket(chat, Entry.BUCKET_SIZE));
        assertThat(StoreCalls.await(readChat.stays(chat, bob)))
                .containsExactly(new Member(bob, 2, 0, 2, Role.ADMIN));
        assertThat(StoreCalls.await(readChat.info(chat)))
                .contains(
                        new ChatInfo(
                                chat, ChatKind.GROUP, "late", NewMembersSee.FROM_JOINING, 2, 2));
    }

    private Entry made() {
        return entry(
                1,
                new Entry.Created(
                        ChatKind.GROUP, List.of(alice), "as made", NewMembersSee.FROM_JOINING));
    }

    private Entry said() {
        return new Entry(
                chat,
                2,
                message,
                alice,
                2_000,
                1,
                new Entry.Message(
                        MessageType.IMAGE, encrypted("the first"), UUID.randomUUID(), null, null));
    }

    private Entry entry(long seq, Entry.Body body) {
        return new Entry(chat, seq, CommandId.next(), alice, seq * 1_000, 1, body);
    }

    private Entry.Edited edited(String text) {
        return new Entry.Edited(target, encrypted(text));
    }

    private static EncryptedContent encrypted(String text) {
        return EncryptedContent.newBuilder()
                .setCiphertext(ByteString.copyFromUtf8(text))
                .setContentKeyId("1")
                .build();
    }

    private static LogPosition position(Entry entry) {
        return new LogPosition(1, 1, entry.seq());
    }

    private static WriteEntries.Numbered numbered(Entry entry) {
        return new WriteEntries.Numbered(entry, position(entry), entry.seq());
    }

    /// As one owner does it: all in one batch.
    private void stores(Entry... entries) {
        StoreCalls.await(
                writeEntries.entries(
                        List.of(entries).stream().map(LateWriterTest::numbered).toList(),
                        position(entries[entries.length - 1]),
                        Map.of()));
    }

    private void changesEarlier(Entry change) {
        StoreCalls.await(
                writeEntries.earlierTargets(List.of(numbered(change))).orElseThrow().get());
    }

    private void makes(Entry made) {
        StoreCalls.await(writeMembers.created(made, (Entry.Created) made.body()));
    }

    private void updates(Entry updated) {
        StoreCalls.await(writeMembers.updated(updated, (Entry.Updated) updated.body()));
    }

    private void changes(Entry change) {
        StoreCalls.await(writeMembers.changed(change, (Entry.Membership) change.body()));
    }

    private void reacts(Entry reaction) {
        StoreCalls.await(reactions.write(reaction, (Entry.Reacted) reaction.body()));
    }

    private List<Reactions.Reaction> reactions() {
        return StoreCalls.await(reactions.between(chat, 1, 10));
    }

    private Entry.Message stored() {
        return StoreCalls.await(readEntries.at(chat, 2))
                .map(Entry::body)
                .map(Entry.Message.class::cast)
                .orElseThrow();
    }
}
