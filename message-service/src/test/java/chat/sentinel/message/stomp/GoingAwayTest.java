package chat.sentinel.message.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.message.TestCluster;
import chat.sentinel.message.wire.ClientJson;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.simp.stomp.StompDecoder;

class GoingAwayTest {
    private static final TestCluster cluster = TestCluster.shared();

    private final StompProperties properties = cluster.bean(0, StompProperties.class);
    private final FakeSocket socket = new FakeSocket();
    private final StompSessions sessions =
            new StompSessions(
                    properties,
                    new RevokedSessions(Duration.ofMinutes(15), Clock.systemUTC()),
                    Clock.systemUTC(),
                    new SimpleMeterRegistry());
    private final GoingAway goingAway = new GoingAway(sessions, properties);

    /// One that takes nothing, and never goes.
    @Test
    void aSlowSocketHoldsUpTheStopForASecond() {
        sessions.add(subscribed());
        Duration took = stop();
        assertThat(took).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_500));
        assertThat(socket.written).hasSize(1);
        assertThat(socket.reads().written.getFirst())
                .contains("{\"event\":\"going_away\",\"reconnect_after_ms\":0}");
        assertThat(socket.written.getLast()).isEqualTo("closed 1001 going_away");
    }

    @Test
    void nobodyIsWaitedForWhereNobodyIs() {
        assertThat(stop()).isLessThan(Duration.ofMillis(500));
    }

    private Duration stop() {
        long began = System.nanoTime();
        goingAway.stop();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private StompSession subscribed() {
        StompSession session =
                new StompSession(
                        "s",
                        socket,
                        new StompDecoder(),
                        properties,
                        cluster.bean(0, ClientJson.class),
                        0);
        session.subscription = new StompSession.Subscription("1", "1");
        return session;
    }
}
