package chat.sentinel.notification.push;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Drops rows under which nothing waits and nothing was sent for a week. Several instances may do
/// it at once: each takes what no other has at hand.
@Component
class PushPurge {
    private static final int STEP = 5_000;
    private static final int STEPS = 20;

    private final JdbcClient jdbc;

    PushPurge(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Scheduled(fixedDelayString = "10m", initialDelayString = "1m")
    void purge() {
        for (int step = 0; step < STEPS; step++) {
            int dropped =
                    jdbc.sql(
                                    """
                                    delete from pushes where ctid in (
                                        select ctid from pushes where due_at is null
                                            and greatest(pushed_at, waits_since)
                                                < now() - interval '7 days'
                                        limit ? for update skip locked)
                                    """)
                            .param(STEP)
                            .update();
            if (dropped < STEP) {
                return;
            }
        }
    }
}
