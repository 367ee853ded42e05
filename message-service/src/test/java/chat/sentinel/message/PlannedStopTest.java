package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// An instance that stops tells its clients so, and they miss nothing.
class PlannedStopTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static final int CLIENTS = 20;

    @Test
    void itsClientsComeBackElsewhereOneAfterTheOther() {
        int node = cluster.start();
        List<TestUser> clients = new ArrayList<>();
        try (TestUser alice = cluster.user(0);
                TestUser carol = cluster.user(1)) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(cluster.user(node));
            }
            TestUser bob = clients.getFirst();
            String chat = alice.startsChatWith(bob.userId);
            bob.awaitMessage(alice.sends(chat, "before"));

            cluster.stop(node);

            long[] delays =
                    clients.stream()
                            .map(client -> client.awaitEvent(e -> TestUser.is(e, "going_away")))
                            .mapToLong(e -> e.path("reconnect_after_ms").asLong(-1))
                            .sorted()
                            .toArray();
            assertThat(LongStream.range(0, CLIENTS).map(i -> 5_000 * i / CLIENTS))
                    .containsExactly(LongStream.of(delays).boxed().toArray(Long[]::new));
            clients.forEach(
                    client ->
                            await().untilAsserted(
                                            () -> assertThat(client.socket().isOpen()).isFalse()));

            String missed = alice.sends(chat, "meanwhile");
            alice.awaitMessage(missed);
            try (TestUser back = bob.onAnotherDevice(cluster.uri(1)).connects()) {
                assertThat(back.reads(chat)).containsExactly("before", "meanwhile");
                back.awaitMessage(alice.sends(chat, "after"));
            }
            // It fell silent; the tests that follow are not to hear of it.
            for (TestUser other : List.of(alice, carol)) {
                other.awaitEvent(e -> TestUser.is(e, "sync_required"));
            }
        } finally {
            clients.forEach(TestUser::close);
        }
    }
}
