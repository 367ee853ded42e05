package chat.sentinel.message.store;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.message.TestCluster;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each life of a log has a generation, and positions of a later one sort after all of an earlier.
class LogGenerationsTest {
    private final LogGenerations generations = TestCluster.shared().bean(0, LogGenerations.class);
    private final String log = "log-" + UUID.randomUUID();
    private final UUID first = UUID.randomUUID();
    private final UUID anew = UUID.randomUUID();

    @Test
    void aLogThatWasMadeAnewBeginsTheNextGeneration() {
        assertThat(generations.of(log, first)).isEqualTo(1);
        assertThat(generations.of(log, first)).isEqualTo(1);
        assertThat(generations.of(log, anew)).isEqualTo(2);
        assertThat(generations.of(log, anew)).isEqualTo(2);
    }

    @Test
    void anotherLogHasGenerationsOfItsOwn() {
        generations.of(log, first);
        generations.of(log, anew);
        assertThat(generations.of("log-" + UUID.randomUUID(), anew)).isEqualTo(1);
    }

    @Test
    void aCutIsCountedOnceWhoeverFindsItFirst() {
        generations.of(log, first);
        assertThat(generations.raise(log, first, 1)).isEqualTo(2);
        assertThat(generations.raise(log, first, 1)).isEqualTo(2);
        assertThat(generations.of(log, first)).isEqualTo(2);
        assertThat(generations.raise(log, first, 2)).isEqualTo(3);
    }

    @Test
    void ownersThatFindItAtOnceAgree() {
        generations.of(log, first);
        List<CompletableFuture<Integer>> found =
                Stream.generate(
                                () ->
                                        CompletableFuture.supplyAsync(
                                                () -> generations.of(log, anew),
                                                task -> new Thread(task).start()))
                        .limit(4)
                        .toList();
        assertThat(found.stream().map(CompletableFuture::join)).containsOnly(2);
    }

    @Test
    void positionsOfALaterGenerationComeAfterAllOfAnEarlier() {
        LogPosition old = new LogPosition(1, 9, 1_000_000);
        LogPosition next = new LogPosition(2, 0, 0);
        assertThat(next).isGreaterThan(old);
        assertThat(next.isAtOrBefore(old)).isFalse();
        assertThat(next.writeTime())
                .isGreaterThan(old.writeTime())
                .isGreaterThan(new LogPosition(1, 0, (1L << 44) - 1).writeTime());
    }

    @Test
    void aLaterLeaderThatGivesOutADecidedOffsetShowsACut() {
        LogPosition decided = new LogPosition(1, 3, 100);
        assertThat(new LogPosition(1, 4, 100).showsCutOf(decided)).isTrue();
        assertThat(new LogPosition(1, 4, 7).showsCutOf(decided)).isTrue();
        // A new leader that goes on, the same record once more, a log that was made anew.
        assertThat(new LogPosition(1, 4, 101).showsCutOf(decided)).isFalse();
        assertThat(new LogPosition(1, 3, 100).showsCutOf(decided)).isFalse();
        assertThat(new LogPosition(2, 4, 7).showsCutOf(decided)).isFalse();
    }
}
