package chat.sentinel.presence.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.presence.Node;
import chat.sentinel.presence.Person;
import chat.sentinel.presence.PresenceCluster;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.status.Status;
import chat.sentinel.presence.visibility.Visibility;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// More changes than may be told.
class NoticesTest {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();
    private static final int CHANGES = 30;

    private final Activity activity = CLUSTER.bean(Activity.class);
    private final Notices few =
            new Notices(
                    CLUSTER.bean(Watchers.class),
                    CLUSTER.bean(NodeNews.class),
                    activity,
                    CLUSTER.bean(Visibility.class),
                    new WatchProperties(Duration.ofMinutes(1), 4),
                    new SimpleMeterRegistry());

    @Test
    void changesThatCannotBeToldAreMergedAndTheNewestSaysSo() {
        Person ana = new Person();
        Node node = new Node();
        node.watches(ana, ana.id);
        await().until(() -> node.toldAway(ana, ana.id));
        int before = node.told(ana, ana.id).size();
        long version = System.currentTimeMillis();

        for (int i = 1; i <= CHANGES; i++) {
            few.tell(
                    activity.setStatus(
                            ana.id, new Status(version + i, Status.Kind.BUSY, "text " + i, 0)));
        }
        await().until(
                        () -> {
                            few.tellWaiting();
                            return node.told(ana, ana.id).stream()
                                    .anyMatch(SeenPresence::getThinned);
                        });

        List<SeenPresence> told = node.told(ana, ana.id);
        assertThat(told.size() - before).isLessThan(CHANGES / 2);
        assertThat(told.getLast().getStatus().getText()).isEqualTo("text " + CHANGES);
        assertThat(told.subList(0, before)).noneMatch(SeenPresence::getThinned);
    }
}
