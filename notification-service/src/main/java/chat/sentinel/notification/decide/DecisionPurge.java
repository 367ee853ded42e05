package chat.sentinel.notification.decide;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Drops decisions that are old. Several instances may do it at once: each takes what no
/// other has at hand.
@Component
class DecisionPurge {
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int STEP = 5_000;
    private static final int STEPS = 1_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    DecisionPurge(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "10m", initialDelayString = "1m")
    void purge() {
        for (int step = 0; step < STEPS; step++) {
            int dropped =
                    jdbc.sql(
                                    """
                                    delete from decisions where ctid in (
                                        select ctid from decisions where at < ? limit ?
                                        for update skip locked)
                                    """)
                            .param(clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
                            .param(STEP)
                            .update();
            if (dropped < STEP) {
                return;
            }
        }
    }
}
