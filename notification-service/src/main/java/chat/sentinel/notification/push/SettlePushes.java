package chat.sentinel.notification.push;

import chat.sentinel.notification.decide.Outcome;
import chat.sentinel.notification.device.Devices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// What becomes of a push when it is answered, or when it is not to be sent.
@Component
class SettlePushes {
    private static final Logger log = LoggerFactory.getLogger(SettlePushes.class);
    private static final int ATTEMPTS = 3;

    /// Whatever an answer asks for, it is tried again after an hour.
    private static final long LONGEST_ASKED = Duration.ofHours(1).toMillis();

    private final PushQueue queue;
    private final Devices devices;
    private final RefusedPushes refused;
    private final PushProperties properties;
    private final MeterRegistry metrics;
    private final Timer messageToPush;
    private final Clock clock;

    SettlePushes(
            PushQueue queue,
            Devices devices,
            RefusedPushes refused,
            PushProperties properties,
            MeterRegistry metrics,
            Clock clock) {
        this.queue = queue;
        this.devices = devices;
        this.refused = refused;
        this.properties = properties;
        this.metrics = metrics;
        this.messageToPush =
                Timer.builder("sentinel.notification.message_to_push")
                        .description("From when the log took a message until its push was taken")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(10))
                        .maximumExpectedValue(Duration.ofMinutes(5))
                        .register(metrics);
        this.clock = clock;
    }

    /// They are not sent.
    void settle(Map<WaitingPush, Outcome> outcomes) {
        together(outcomes);
    }

    record Answered(SortPushes.Addressed sent, PushOutcome outcome) {
        private boolean isSent() {
            return outcome instanceof PushOutcome.Sent;
        }
    }

    /// Those that were taken first, in one step: the others may wait for Kafka.
    void answered(List<Answered> all) {
        Map<WaitingPush, Outcome> taken = new LinkedHashMap<>();
        for (Answered one : all) {
            if (one.isSent()) {
                WaitingPush push = one.sent().push();
                messageToPush.record(Duration.between(push.messageAt(), clock.instant()));
                taken.put(push, Outcome.PUSHED);
            }
        }
        together(taken);
        for (Answered one : all) {
            if (!one.isSent()) {
                surely(() -> answeredOnce(one.sent(), one.outcome()));
            }
        }
    }

    /// In one transaction; where that fails, each for itself, so that none holds up others.
    private void together(Map<WaitingPush, Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        try {
            settled(outcomes);
        } catch (RuntimeException e) {
            log.debug("Cannot settle pushes together", e);
            outcomes.forEach((push, outcome) -> surely(() -> settled(Map.of(push, outcome))));
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
                PushWorker.pause();
            }
        }
    }

    private void answeredOnce(SortPushes.Addressed sent, PushOutcome outcome) {
        WaitingPush push = sent.push();
        switch (outcome) {
            case PushOutcome.Sent() -> settled(Map.of(push, Outcome.PUSHED));
            case PushOutcome.TokenGone() -> {
                if (devices.gone(push.userId(), push.deviceId(), sent.device().token())) {
                    settled(Map.of(push, Outcome.DEVICE_GONE));
                } else {
                    // It has got another meanwhile.
                    queue.putOff(Map.of(push, Duration.ZERO));
                }
            }
            case PushOutcome.Later(Duration after, String why) -> {
                log.debug("Not taken now: {}", why);
                count("put_off");
                queue.failed(push, backoff(after, push.attempts()));
            }
            case PushOutcome.Refused(String why) -> {
                if (refused.add(push, why)) {
                    settled(Map.of(push, Outcome.REFUSED));
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

    private void settled(Map<WaitingPush, Outcome> outcomes) {
        queue.settle(outcomes);
        outcomes.values().forEach(outcome -> count(outcome.wireName()));
    }

    private void count(String outcome) {
        metrics.counter("sentinel.notification.pushes", "outcome", outcome).increment();
    }
}
