package chat.sentinel.notification.push;

import chat.sentinel.notification.decide.Outcome;
import chat.sentinel.notification.device.Devices;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Takes what waits, sends what is for devices that are away, and settles each push when it is
/// answered. [SortPushes] says which is which, [WritePushes] what they show.
///
/// What Firebase does not take now is tried again, ever more seldom, until nobody wants to know any
/// more. A process that dies leaves what it had taken to the others, after the lease; what it had
/// sent already is then sent again, under the same collapse key.
@Component
public class PushWorker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PushWorker.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int ATTEMPTS = 3;

    /// Whatever an answer asks for, it is tried again after an hour.
    private static final long LONGEST_ASKED = Duration.ofHours(1).toMillis();

    private final PushQueue queue;
    private final SortPushes sort;
    private final WritePushes write;
    private final Devices devices;
    private final Fcm fcm;
    private final RefusedPushes refused;
    private final PushProperties properties;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Semaphore woken = new Semaphore(0);
    private final Semaphore room;
    private final ExecutorService settling =
            Executors.newFixedThreadPool(
                    2, Thread.ofPlatform().daemon().name("push-settle-", 0).factory());
    private volatile boolean running;
    private @Nullable Thread thread;

    PushWorker(
            PushQueue queue,
            SortPushes sort,
            WritePushes write,
            Devices devices,
            Fcm fcm,
            RefusedPushes refused,
            PushProperties properties,
            MeterRegistry metrics,
            Clock clock) {
        this.queue = queue;
        this.sort = sort;
        this.write = write;
        this.devices = devices;
        this.fcm = fcm;
        this.refused = refused;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
        this.room = new Semaphore(properties.inFlight());
    }

    /// Something was committed that waits.
    public void wake() {
        woken.release();
    }

    private void run() {
        while (running) {
            try {
                int most = Math.min(properties.batch(), room.availablePermits());
                List<WaitingPush> taken = most == 0 ? List.of() : queue.take(most);
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

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(500, 1_500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(List<WaitingPush> taken) {
        SortPushes.Sorted sorted = sort.sorted(taken);
        if (!sorted.away().isEmpty()) {
            send(sorted.away());
        }
        queue.putOff(sorted.held(), properties.hold());
        sorted.settled().forEach((push, outcome) -> surely(() -> settle(push, outcome)));
    }

    /// Each is settled when it is answered, whatever becomes of the others.
    private void send(List<SortPushes.Addressed> away) {
        List<Push> written = write.pushes(away);
        room.acquireUninterruptibly(away.size());
        List<CompletableFuture<PushOutcome>> answers;
        try {
            answers = fcm.send(written);
        } catch (RuntimeException e) {
            room.release(away.size());
            throw e;
        }
        for (int i = 0; i < away.size(); i++) {
            SortPushes.Addressed sent = away.get(i);
            answers.get(i)
                    .whenCompleteAsync(
                            (outcome, failure) -> {
                                room.release();
                                surely(
                                        () ->
                                                answered(
                                                        sent,
                                                        outcome == null
                                                                ? new PushOutcome.Later(
                                                                        Duration.ZERO,
                                                                        String.valueOf(failure))
                                                                : outcome));
                            },
                            settling);
        }
    }

    /// What was sent and is not settled would be sent again, so a store that stumbles is asked
    /// some more times. After that it is another's, when the lease is over.
    private static void surely(Runnable write) {
        for (int attempt = 1; ; attempt++) {
            try {
                write.run();
                return;
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    log.warn("Cannot settle a push: {}", e.toString());
                    return;
                }
                pause();
            }
        }
    }

    private void answered(SortPushes.Addressed sent, PushOutcome outcome) {
        WaitingPush push = sent.push();
        switch (outcome) {
            case PushOutcome.Sent() -> {
                metrics.timer("sentinel.notification.message_to_push")
                        .record(Duration.between(push.messageAt(), clock.instant()));
                settle(push, Outcome.PUSHED);
            }
            case PushOutcome.TokenGone() -> {
                if (devices.gone(push.userId(), push.deviceId(), sent.device().token())) {
                    settle(push, Outcome.DEVICE_GONE);
                } else {
                    // It has got another meanwhile.
                    queue.putOff(List.of(push), Duration.ZERO);
                }
            }
            case PushOutcome.Later(Duration after, String why) -> {
                log.debug("Not taken now: {}", why);
                count("put_off");
                queue.failed(push, backoff(after, push.attempts()));
            }
            case PushOutcome.Refused(String why) -> {
                if (refused.add(push, why)) {
                    settle(push, Outcome.REFUSED);
                } else {
                    queue.failed(push, backoff(Duration.ZERO, push.attempts()));
                }
            }
        }
    }

    /// A second, then twice as long each time, with some chance in it so that not all come at once.
    private Duration backoff(Duration asked, int attempts) {
        long usual =
                Math.min(properties.longestBackoff().toMillis(), 1_000L << Math.min(attempts, 20));
        long jittered = ThreadLocalRandom.current().nextLong(usual / 2, usual + 1);
        return Duration.ofMillis(Math.max(Math.min(asked.toMillis(), LONGEST_ASKED), jittered));
    }

    private void settle(WaitingPush push, Outcome outcome) {
        queue.settle(push, outcome);
        count(outcome.wireName());
    }

    private void count(String outcome) {
        metrics.counter("sentinel.notification.pushes", "outcome", outcome).increment();
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("push").start(this::run);
    }

    @Override
    public synchronized void stop() {
        running = false;
        wake();
        Thread ending = thread;
        if (ending != null) {
            try {
                if (!ending.join(Duration.ofSeconds(5))) {
                    ending.interrupt();
                }
                // What Firebase still answers is settled; the rest is another's after the lease.
                room.tryAcquire(properties.inFlight(), 3, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
