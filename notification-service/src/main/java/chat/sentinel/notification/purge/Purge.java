package chat.sentinel.notification.purge;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Drops rows that are old enough, in steps. Several instances may do it at once: each takes what
/// no other has at hand.
@Component
public class Purge {
    private static final Logger log = LoggerFactory.getLogger(Purge.class);
    private static final int STEP = 5_000;
    private static final int STEPS = 1_000;
    private static final List<Old> ALL =
            List.of(
                    new Old("decisions", "at < ?", Duration.ofDays(7)),
                    new Old("items", "at < ?", Duration.ofDays(90)),
                    // Under which nothing waits.
                    new Old(
                            "pushes",
                            "due_at is null and greatest(pushed_at, waits_since) < ?",
                            Duration.ofDays(7)));

    private final JdbcClient jdbc;
    private final Clock clock;

    Purge(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param condition with the time before which a row is old
    private record Old(String table, String condition, Duration kept) {}

    @Scheduled(fixedDelayString = "10m", initialDelayString = "1m")
    public void purge() {
        for (Old old : ALL) {
            try {
                purge(old);
            } catch (RuntimeException e) {
                log.warn("Cannot drop what is old of {}: {}", old.table(), e.toString());
            }
        }
    }

    private void purge(Old old) {
        for (int step = 0; step < STEPS; step++) {
            int dropped =
                    jdbc.sql(
                                    """
                                    delete from %1$s where ctid in (
                                        select ctid from %1$s where %2$s limit ?
                                        for update skip locked)
                                    """
                                            .formatted(old.table(), old.condition()))
                            .param(clock.instant().minus(old.kept()).atOffset(ZoneOffset.UTC))
                            .param(STEP)
                            .update();
            if (dropped < STEP) {
                return;
            }
        }
    }
}
