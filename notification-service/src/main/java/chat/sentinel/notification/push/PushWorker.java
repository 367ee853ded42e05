package chat.sentinel.notification.push;

import chat.sentinel.notification.device.WebPushProperties;
import chat.sentinel.servicekit.tracing.Hop;
import chat.sentinel.servicekit.tracing.Traces;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Takes what waits, sends what is for devices that are away, and settles each push when it is
/// answered. [SortPushes] says which is which, [WritePushes] what they show, [SendPushes] sends.
/// What goes by Firebase and what goes by Web Push has a lane each, so that neither waits for the
/// other.
///
/// What is not taken now is tried again, ever more seldom, until nobody wants to know any more. A
/// process that dies leaves what it had taken to the others, after the lease; what it had sent
/// already is then sent again, under the same collapse key.
@Component
public class PushWorker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PushWorker.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final PushQueue queue;
    private final SortPushes sort;
    private final WritePushes write;
    private final SendPushes send;
    private final SettlePushes settle;
    private final PushProperties properties;
    private final Traces traces;
    private final List<Lane> lanes;
    private volatile boolean running;

    PushWorker(
            PushQueue queue,
            SortPushes sort,
            WritePushes write,
            SendPushes send,
            SettlePushes settle,
            PushProperties properties,
            WebPushProperties webPush,
            Traces traces) {
        this.queue = queue;
        this.sort = sort;
        this.write = write;
        this.send = send;
        this.settle = settle;
        this.properties = properties;
        this.traces = traces;
        this.lanes =
                List.of(new Lane(false, properties.inFlight()), new Lane(true, webPush.atOnce()));
    }

    /// Something was committed that waits.
    public void wake() {
        lanes.forEach(Lane::wake);
    }

    static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(500, 1_500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Deadline(long nanos) {
        static Deadline in(Duration time) {
            return new Deadline(System.nanoTime() + time.toNanos());
        }

        /// At least a moment.
        Duration left() {
            return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
        }
    }

    private final class Lane {
        private final boolean webPush;
        private final int inFlight;
        private final Semaphore room;
        private final Semaphore woken = new Semaphore(0);
        private final BlockingQueue<SettlePushes.Answered> answered = new LinkedBlockingQueue<>();
        private final ExecutorService settling =
                Executors.newFixedThreadPool(
                        2, Thread.ofPlatform().daemon().name("push-settle-", 0).factory());
        private @Nullable Thread thread;

        private Lane(boolean webPush, int inFlight) {
            this.webPush = webPush;
            this.inFlight = inFlight;
            this.room = new Semaphore(inFlight);
        }

        private void wake() {
            woken.release();
        }

        private void run() {
            while (running) {
                try {
                    int most = Math.min(properties.batch(), room.availablePermits());
                    List<WaitingPush> taken = most == 0 ? List.of() : queue.take(webPush, most);
                    if (taken.isEmpty()) {
                        sleepUntilWoken();
                    } else {
                        handle(taken);
                    }
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException | Error e) {
                    log.warn("Cannot take what waits, trying again", e);
                    pause();
                }
            }
        }

        private void sleepUntilWoken() throws InterruptedException {
            if (woken.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        }

        private void handle(List<WaitingPush> taken) {
            SortPushes.Sorted sorted = sort.sorted(taken);
            if (!sorted.away().isEmpty()) {
                send(sorted.away());
            }
            queue.putOff(sorted.held());
            settle.settle(sorted.settled());
        }

        /// Each is settled when it is answered, however long others take.
        private void send(List<SortPushes.Addressed> away) {
            List<Push> written = write.pushes(away);
            room.acquireUninterruptibly(away.size());
            List<Hop> hops = away.stream().map(this::hop).toList();
            List<CompletableFuture<PushOutcome>> answers;
            try {
                answers = send.send(written);
            } catch (RuntimeException e) {
                room.release(away.size());
                hops.forEach(hop -> hop.failed(e));
                throw e;
            }
            for (int i = 0; i < away.size(); i++) {
                SortPushes.Addressed sent = away.get(i);
                Hop hop = hops.get(i);
                answers.get(i)
                        .whenComplete(
                                (outcome, failure) -> {
                                    ended(hop, outcome);
                                    answered(sent, outcome, failure);
                                });
            }
        }

        private Hop hop(SortPushes.Addressed away) {
            return traces.follow(away.push().traceparent(), "push", SpanKind.CLIENT)
                    .tag("seq", away.push().seq())
                    .tag("platform", away.device().platform());
        }

        private static void ended(Hop hop, @Nullable PushOutcome outcome) {
            if (outcome instanceof PushOutcome.Sent) {
                hop.end();
            } else {
                hop.failed(outcome == null ? "defect" : outcome.getClass().getSimpleName());
            }
        }

        private void answered(
                SortPushes.Addressed sent,
                @Nullable PushOutcome outcome,
                @Nullable Throwable failure) {
            answered.add(
                    new SettlePushes.Answered(
                            sent,
                            outcome == null
                                    ? new PushOutcome.Later(Duration.ZERO, String.valueOf(failure))
                                    : outcome));
            settling.execute(this::settleAnswered);
        }

        /// Those that were answered while others were settled, together.
        private void settleAnswered() {
            List<SettlePushes.Answered> some = new ArrayList<>();
            answered.drainTo(some, properties.batch());
            if (!some.isEmpty()) {
                try {
                    settle.answered(some);
                } finally {
                    room.release(some.size());
                }
            }
        }

        private void start() {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name(webPush ? "push-web" : "push-fcm")
                            .start(this::run);
        }

        private void end(Deadline deadline) throws InterruptedException {
            Thread ending = thread;
            if (ending != null && !ending.join(deadline.left())) {
                ending.interrupt();
            }
        }

        /// What is still answered is settled; the rest is another's after the lease.
        private void awaitAnswers(Deadline deadline) throws InterruptedException {
            if (thread != null) {
                room.tryAcquire(inFlight, deadline.left().toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        lanes.forEach(Lane::start);
    }

    @Override
    public synchronized void stop() {
        running = false;
        wake();
        try {
            Deadline ended = Deadline.in(Duration.ofSeconds(5));
            for (Lane lane : lanes) {
                lane.end(ended);
            }
            Deadline answered = Deadline.in(Duration.ofSeconds(3));
            for (Lane lane : lanes) {
                lane.awaitAnswers(answered);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
