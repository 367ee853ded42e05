package chat.sentinel.message.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.message.TestCluster;
import chat.sentinel.message.delivery.EventFrame;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.simp.stomp.StompDecoder;
import org.springframework.util.unit.DataSize;

class StompSessionTest {
    private static final ClientEvent.PresenceChanged CHANGE =
            new ClientEvent.PresenceChanged("u", true, null, null, false);

    private final FakeSocket socket = new FakeSocket();

    private final StompSession session =
            new StompSession(
                    "s",
                    socket,
                    new StompDecoder(),
                    new StompProperties(
                            DataSize.ofKilobytes(1),
                            DataSize.ofBytes(1_000),
                            20,
                            1,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            List.of()),
                    TestCluster.shared().bean(0, ClientJson.class),
                    0);

    @Test
    void aSlowSessionLosesWhatIsEphemeralFirst() {
        session.subscription = new StompSession.Subscription("1", "1");
        session.deliver(new EventFrame("1", new byte[400], false));
        session.deliver(new EventFrame("2", new byte[400], false));
        session.deliver(new EventFrame("3", new byte[1], true));
        session.deliver(new EventFrame("4", new byte[1], false));
        assertThat(socket.reads().written).hasSize(3);
        assertThat(socket.written.getLast()).contains("\nmessage-id:4\n");
    }

    @Test
    void aSlowSessionIsNotToldOfPresenceAndNotCut() {
        assertThat(session.presenceChanged(CHANGE)).isFalse();
        session.subscription = new StompSession.Subscription("1", "1");
        assertThat(session.presenceChanged(CHANGE)).isTrue();
        session.deliver(new EventFrame("1", new byte[700], false));
        for (int i = 0; i < 20; i++) {
            assertThat(session.presenceChanged(CHANGE)).isFalse();
        }
        assertThat(socket.reads().written).hasSize(2).doesNotContain("aborted");
        assertThat(session.presenceChanged(CHANGE)).isTrue();
    }
}
