package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.sequence.FedOwner.Log;
import chat.sentinel.message.sequence.FedOwner.Pair;
import chat.sentinel.message.store.ChatHead;
import chat.sentinel.message.store.LogPosition;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The log loses its end, or all of it, and gives out offsets that were decided before. What
/// was decided stays; what is new is numbered after it.
class NewGenerationTest {
    private final Log log = new Log();
    private final Pair pair = Pair.fresh();
    private final Pair others = Pair.fresh();
    private final CommandId start = CommandId.next();
    private final CommandId othersStart = CommandId.next();
    private final CommandId first = CommandId.next();
    private final CommandId second = CommandId.next();
    private final CommandId third = CommandId.next();

    @Test
    void afterACut() {
        anOldLife();

        log.leaderEpoch = 2;
        try (FedOwner owner = new FedOwner(log)) {
            // Only the first chat can tell by its own records; the second relies on it.
            owner.takes(log.at(2, pair.says(third)), log.at(3, others.says(second))).awaitDone();
            assertThat(owner.partition.opened().generation()).isEqualTo(2);
        }

        everythingIsThereOnce();
        assertThat(head(pair).applied()).isEqualTo(new LogPosition(2, 2, 2));
        assertThat(head(others).applied()).isEqualTo(new LogPosition(2, 2, 3));
    }

    @Test
    void afterItWasMadeAnew() {
        anOldLife();

        log.topicId = UUID.randomUUID();
        log.leaderEpoch = 0;
        try (FedOwner owner = new FedOwner(log)) {
            assertThat(owner.partition.opened().generation()).isEqualTo(2);
            owner.takes(log.at(0, pair.says(third)), log.at(1, others.says(second))).awaitDone();
        }

        everythingIsThereOnce();
        assertThat(head(pair).applied()).isEqualTo(new LogPosition(2, 0, 0));
    }

    /// Partitions lose their ends one by one.
    @Test
    void aCutSaysNothingOfOtherPartitions() {
        afterACut();

        Log other = new Log();
        other.topicId = log.topicId;
        other.leaderEpoch = 2;
        try (FedOwner owner = new FedOwner(other)) {
            assertThat(owner.partition.opened().generation()).isEqualTo(1);
        }
    }

    /// Clients send again what they saw no answer to; they are told, and nothing is numbered twice.
    @Test
    void whatIsSentAgainIsKnownByItsId() {
        anOldLife();

        log.topicId = UUID.randomUUID();
        log.leaderEpoch = 0;
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(
                            log.at(0, pair.says(first)),
                            log.at(1, pair.says(third)),
                            log.at(2, pair.says(second)),
                            log.at(3, pair.says(third)),
                            log.at(4, others.says(second)))
                    .awaitDone();
        }

        everythingIsThereOnce();
    }

    /// An owner later it is known from the store.
    @Test
    void theNextOwnerGoesOnInIt() {
        anOldLife();

        log.leaderEpoch = 2;
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(log.at(2, pair.says(third))).awaitDone();
        }
        try (FedOwner owner = new FedOwner(log)) {
            assertThat(owner.partition.opened().generation()).isEqualTo(2);
            owner.takes(log.at(2, pair.says(third)), log.at(3, others.says(second))).awaitDone();
        }

        everythingIsThereOnce();
    }

    /// Two chats, and offsets far beyond those of the log's next life.
    private void anOldLife() {
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(
                            log.at(0, pair.starts(start)),
                            log.at(1, others.starts(othersStart)),
                            log.at(2, pair.says(first)),
                            log.at(3, pair.says(second)),
                            log.at(90, others.says(first)))
                    .awaitDone();
        }
        assertThat(head(pair).applied()).isEqualTo(new LogPosition(1, 1, 3));
        assertThat(head(others).applied()).isEqualTo(new LogPosition(1, 1, 90));
    }

    private void everythingIsThereOnce() {
        assertThat(FedOwner.storedIds(pair.chat())).isEqualTo(List.of(start, first, second, third));
        assertThat(FedOwner.storedIds(others.chat()))
                .isEqualTo(List.of(othersStart, first, second));
    }

    private static ChatHead head(Pair pair) {
        return TestCluster.shared()
                .bean(0, SequenceConfiguration.Stores.class)
                .chats()
                .head(pair.chat())
                .toCompletableFuture()
                .join();
    }
}
