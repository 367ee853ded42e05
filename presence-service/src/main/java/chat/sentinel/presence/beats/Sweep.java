package chat.sentinel.presence.beats;

import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.activity.ActivityProperties;
import chat.sentinel.presence.watch.Announcer;
import chat.sentinel.presence.watch.Notices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Finds those of a shard whose time has come. What it costs follows from how many are due, not
/// from how many are active.
@Component
class Sweep {
    /// Within which every node has said again who is here.
    static final Duration SIGNS_AGAIN = Duration.ofSeconds(25);

    private final Activity activity;
    private final Announcer announcer;
    private final Notices notices;
    private final Timer timer;
    private final Duration every;

    Sweep(
            Activity activity,
            Announcer announcer,
            Notices notices,
            ActivityProperties properties,
            MeterRegistry metrics) {
        this.activity = activity;
        this.announcer = announcer;
        this.notices = notices;
        this.every = properties.sweep();
        this.timer = metrics.timer("sentinel.presence.sweep");
    }

    /// How long to wait between looks.
    Duration every() {
        return every;
    }

    /// One step.
    ///
    /// @return whether there may be more who are due
    boolean shard(int shard) {
        return Boolean.TRUE.equals(
                timer.record(
                        () -> {
                            Activity.Swept swept = activity.sweep(shard);
                            announcer.announce(swept.changes());
                            if (!swept.hidden().isEmpty()) {
                                swept.hidden()
                                        .forEach(pair -> notices.look(pair.other(), pair.user()));
                                activity.hidden(shard, swept.hidden());
                            }
                            return swept.more();
                        }));
    }
}
