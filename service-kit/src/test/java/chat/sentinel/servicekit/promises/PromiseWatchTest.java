package chat.sentinel.servicekit.promises;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/// A promise is seen to be broken, with what users notice, and to be kept again.
class PromiseWatchTest {
    private final AtomicReference<Promise.Check> check = new AtomicReference<>(() -> {});
    private final WatchedPromise promise =
            new WatchedPromise(
                    new Promise("finds", "It is found.", "Not found.", () -> check.get().look()));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final PromiseWatch watch = new PromiseWatch(List.of(promise), meters);

    @BeforeEach
    void start() {
        assertThat(health().getStatus()).isEqualTo(Status.UNKNOWN);
        watch.start();
        await().untilAsserted(() -> assertThat(health().getStatus()).isEqualTo(Status.UP));
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void goesDownAndComesBack() {
        check.set(
                () -> {
                    throw new IllegalStateException("the store is away");
                });
        await().untilAsserted(() -> assertThat(health().getStatus()).isEqualTo(Status.DOWN));
        assertThat(health().getDetails())
                .containsEntry("users_notice", "Not found.")
                .containsEntry("because", "java.lang.IllegalStateException: the store is away");
        assertThat(kept()).isZero();
        check.set(() -> {});
        await().untilAsserted(() -> assertThat(health().getStatus()).isEqualTo(Status.UP));
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void whatDoesNotAnswerIsNotKeptAndHoldsUpNobodyWhoAsks() {
        CountDownLatch answer = new CountDownLatch(1);
        check.set(answer::await);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(health().getStatus()).isEqualTo(Status.DOWN));
        assertThat(health().getDetails()).containsEntry("because", "no answer");
        answer.countDown();
        await().untilAsserted(() -> assertThat(health().getStatus()).isEqualTo(Status.UP));
    }

    private Health health() {
        return requireNonNull(promise.health());
    }

    private double kept() {
        return meters.get("sentinel.promise.kept").tag("promise", "finds").gauge().value();
    }
}
