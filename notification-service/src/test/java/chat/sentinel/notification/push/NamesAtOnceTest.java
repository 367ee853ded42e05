package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.notification.device.WebPushEndpointsTest;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A name server that does not answer holds up nobody for ever. The thread that asks it is held
/// by who takes its answer here.
class NamesAtOnceTest {
    private static final String PUBLIC = "1.1.1.1";

    @Test
    void shouldRefuseNamesWhenTooManyWait() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        try (PublicAddresses names = oneAtATime(Duration.ofSeconds(20))) {
            holdUp(names, answers);
            List<Asked> waiting = Stream.generate(() -> asked(names)).limit(1_000).toList();
            assertThat(waiting).noneMatch(Asked::isDone);
            assertThat(asked(names).failure()).isInstanceOf(UnknownHostException.class);

            answers.countDown();
            await().until(() -> waiting.stream().allMatch(Asked::isDone));
            assertThat(waiting).allMatch(asked -> asked.failure() == null);
        }
    }

    @Test
    void shouldAskForNoNameThatNobodyWaitsForAnyMore() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        try (PublicAddresses names = oneAtATime(Duration.ofMillis(50))) {
            holdUp(names, answers);
            Asked waiting = asked(names);
            Thread.sleep(100);
            answers.countDown();
            await().until(waiting::isDone);
            assertThat(waiting.failure()).isInstanceOf(UnknownHostException.class);
            Asked next = asked(names);
            await().until(next::isDone);
            assertThat(next.failure()).isNull();
        }
    }

    private static PublicAddresses oneAtATime(Duration patience) {
        return new PublicAddresses(WebPushEndpointsTest.of(WebPushTest.properties()), 1, patience);
    }

    private static void holdUp(PublicAddresses names, CountDownLatch answers)
            throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        names.resolve(
                PUBLIC,
                443,
                Map.of(),
                Promise.from(
                        _ -> {
                            held.countDown();
                            waitFor(answers);
                        },
                        _ -> {}));
        held.await();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Asked asked(PublicAddresses names) {
        CompletableFuture<List<InetSocketAddress>> answer = new CompletableFuture<>();
        names.resolve(
                PUBLIC,
                443,
                Map.of(),
                Promise.from(answer::complete, answer::completeExceptionally));
        return new Asked(answer);
    }

    private record Asked(CompletableFuture<List<InetSocketAddress>> answer) {
        boolean isDone() {
            return answer.isDone();
        }

        @Nullable Throwable failure() {
            return answer.isCompletedExceptionally() ? answer.exceptionNow() : null;
        }
    }
}
