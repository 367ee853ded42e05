package chat.sentinel.message.recent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.StoreCalls;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RecentEntriesTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static final StatefulRedisConnection<String, byte[]> redis =
            cluster.bean(0, RedisConnections.class).open();

    private final RecentEntries recent = cluster.bean(0, RecentEntries.class);
    private final UserId alice = new UserId(UUID.randomUUID());
    private final ChatId chat = ChatId.ofPair(alice, new UserId(UUID.randomUUID()));

    @AfterAll
    static void close() {
        redis.close();
    }

    @Test
    void keepsTheNewestWithoutAGap() {
        advance(message(1));
        advance(message(2));
        advance(message(2));
        assertThat(newest()).containsExactly(2L, 1L);
        advance(message(4));
        assertThat(newest()).isEmpty();
        assertThat(StoreCalls.await(recent.head(chat))).contains(4L);
    }

    /// An entry that changes an earlier one: what was kept of that is not what it is now.
    @Test
    void dropsWhatALaterEntryHasChanged() {
        advance(message(1));
        advance(message(2));
        recent.advance(redis.async(), chat, 3, null);
        assertThat(newest()).isEmpty();
        assertThat(StoreCalls.await(recent.head(chat))).contains(3L);
    }

    /// A page that was read before an entry came may have what that entry has deleted.
    @Test
    void takesNoPageThatIsOlderThanTheChat() {
        List<Entry> read = List.of(message(2), message(1));
        recent.advance(redis.async(), chat, 3, null);
        recent.fill(chat, read);
        assertThat(newest()).isEmpty();
        recent.fill(chat, List.of(message(3), message(2), message(1)));
        assertThat(newest()).containsExactly(3L, 2L, 1L);
    }

    /// Redis was away while the chat went on: what it keeps of it is dropped once it answers.
    @Test
    void dropsWhatWentOnWithoutIt() {
        recent.fill(chat, List.of(message(2), message(1)));
        assertThat(newest()).containsExactly(2L, 1L);
        StatefulRedisConnection<String, byte[]> lost =
                cluster.bean(0, RedisConnections.class).open();
        lost.close();
        Entry unheard = message(3);
        recent.advance(lost.async(), chat, 3, unheard.toEvent().toByteArray());
        await().untilAsserted(() -> assertThat(newest()).isEmpty());
    }

    private void advance(Entry entry) {
        recent.advance(redis.async(), chat, entry.seq(), entry.toEvent().toByteArray());
    }

    private List<Long> newest() {
        // Behind what went over the other connection.
        redis.sync().ping();
        return StoreCalls.await(recent.newest(chat)).stream().map(Entry::seq).toList();
    }

    private Entry message(long seq) {
        return new Entry(
                chat,
                seq,
                CommandId.next(),
                alice,
                1,
                seq,
                new Entry.Message(
                        MessageType.TEXT, EncryptedContent.getDefaultInstance(), null, null, null));
    }
}
