package chat.sentinel.message.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class SayAgainTest {
    private final Semaphore kafkaTakes = new Semaphore(0);
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final SayAgain sayAgain =
            new SayAgain(() -> say("everything"), user -> say(user.toString()));

    private void say(String what) {
        said.add(what);
        kafkaTakes.acquireUninterruptibly();
    }

    @Test
    void whoAsksDoesNotWaitAndManyAskedForOne() {
        sayAgain.everything();
        await().until(() -> said.size() == 1);
        for (int i = 0; i < 100; i++) {
            sayAgain.everything();
        }

        kafkaTakes.release(10);

        await().until(() -> kafkaTakes.availablePermits() == 8);
        assertThat(said).containsExactly("everything", "everything");
    }

    @Test
    void watchesOfOneAreSaidOnceThoughAskedForTwice() {
        UserId alice = new UserId(UUID.randomUUID());
        UserId bob = new UserId(UUID.randomUUID());
        sayAgain.watchesOf(List.of(alice));
        await().until(() -> said.size() == 1);
        sayAgain.watchesOf(List.of(bob));
        sayAgain.watchesOf(List.of(bob));

        kafkaTakes.release(10);

        await().until(() -> kafkaTakes.availablePermits() == 8);
        assertThat(said).containsExactly(alice.toString(), bob.toString());
    }
}
