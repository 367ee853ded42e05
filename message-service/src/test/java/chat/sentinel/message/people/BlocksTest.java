package chat.sentinel.message.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.store.StoreCalls;
import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/// A block counts on every instance as soon as it is told, whatever comes late or twice.
class BlocksTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Blocks here = cluster.bean(0, Blocks.class);
    private final Blocks there = cluster.bean(1, Blocks.class);
    private final UserId alice = new UserId(UUID.randomUUID());
    private final UserId bob = new UserId(UUID.randomUUID());

    @Test
    void takesEffectOnEveryInstance() {
        awaitListening();
        assertThat(isBlocked(here)).isFalse();
        assertThat(isBlocked(there)).isFalse();

        cluster.block(alice, bob, 2);
        await().atMost(SOON).until(() -> isBlocked(here) && isBlocked(there));
        assertThat(StoreCalls.await(here.isBlocked(bob, alice))).isFalse();

        cluster.unblock(alice, bob, 3);
        await().atMost(SOON).until(() -> !isBlocked(here) && !isBlocked(there));
    }

    @Test
    void isInTheStoreForWhoComesLater() {
        cluster.block(alice, bob, 2);
        await().until(() -> isStored(true));
        here.forgetAll();
        assertThat(isBlocked(here)).isTrue();

        cluster.unblock(alice, bob, 3);
        await().until(() -> isStored(false));
        here.forgetAll();
        assertThat(isBlocked(here)).isFalse();
    }

    @Test
    void goesWithWhoIsErased() {
        cluster.block(alice, bob, 2);
        await().until(() -> isStored(true));
        cluster.erase(alice, 3);
        await().until(() -> !isStored(true) && !isStored(false));
    }

    @Test
    void repeatsAndOldEventsChangeNothing() {
        here.put(alice, bob, true, 5);
        here.put(alice, bob, false, 4);
        assertThat(isBlocked(here)).isTrue();
        here.learn(alice, bob, false, 4);
        assertThat(isBlocked(here)).isTrue();
        here.learn(alice, bob, false, 6);
        here.learn(alice, bob, true, 5);
        assertThat(isBlocked(here)).isFalse();

        there.learn(alice, bob, false, 4);
        assertThat(isBlocked(there)).isTrue();
        here.erase(alice, 4);
        assertThat(isStored(true)).isTrue();
    }

    /// The instance that writes the store may be behind.
    @Test
    void whatWasToldCountsBeforeItIsStored() {
        here.learn(alice, bob, true, 2);
        assertThat(isStored(true)).isFalse();
        assertThat(isBlocked(here)).isTrue();
    }

    @Test
    void whatWasToldWinsOverALoadUnderWay() {
        for (int i = 0; i < 200; i++) {
            UserId one = new UserId(UUID.randomUUID());
            var load = here.isBlocked(one, bob);
            here.learn(one, bob, true, 2);
            StoreCalls.await(load);
            assertThat(StoreCalls.await(here.isBlocked(one, bob))).isTrue();
        }
    }

    @Test
    void aLoadUnderWayIsForgottenToo() {
        for (int i = 0; i < 50; i++) {
            UserId one = new UserId(UUID.randomUUID());
            var load = here.isBlocked(one, bob);
            here.forgetAll();
            here.put(one, bob, true, 2);
            StoreCalls.await(load);
            assertThat(StoreCalls.await(here.isBlocked(one, bob))).isTrue();
        }
    }

    /// As after a freeze, in which its partitions were taken from it.
    @Test
    void anInstanceThatWasAwayFromTheLogTrustsTheStoreAlone() {
        awaitListening();
        assertThat(isBlocked(here)).isFalse();
        var container = container(0);
        container.stop();
        cluster.block(alice, bob, 2);
        await().until(() -> isStored(true));
        assertThat(isBlocked(here)).isFalse();

        container.start();
        await().until(() -> isBlocked(here));
    }

    @Test
    void aBadRecordIsPassed() {
        awaitListening();
        assertThat(isBlocked(here)).isFalse();
        cluster.kafka()
                .send(new ProducerRecord<>(Topics.USER_EVENTS, alice.toString(), new byte[] {-1}));
        cluster.block(alice, bob, 2);
        await().atMost(SOON).until(() -> isBlocked(here));
        await().until(() -> isStored(true));
    }

    private boolean isBlocked(Blocks blocks) {
        return StoreCalls.await(blocks.isBlocked(alice, bob));
    }

    private boolean isStored(boolean blocked) {
        var row =
                cluster.bean(0, CqlSession.class)
                        .execute(
                                "SELECT blocked FROM blocks WHERE user_id = ? AND blocked_id = ?",
                                alice.value(),
                                bob.value())
                        .one();
        return row != null && row.getBoolean("blocked") == blocked;
    }

    private static void awaitListening() {
        for (int node : new int[] {0, 1}) {
            await().until(
                            () -> {
                                var assigned = container(node).getAssignedPartitions();
                                return assigned != null && !assigned.isEmpty();
                            });
        }
    }

    private static MessageListenerContainer container(int node) {
        return Objects.requireNonNull(
                cluster.bean(node, KafkaListenerEndpointRegistry.class)
                        .getListenerContainer("blocks"));
    }
}
