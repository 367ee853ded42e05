package chat.sentinel.message.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.message.TestCluster;
import chat.sentinel.message.delivery.EventFrame;
import chat.sentinel.message.wire.ClientJson;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.simp.stomp.StompDecoder;
import org.springframework.util.unit.DataSize;

class StompSessionTest {
    private final FakeSocket socket = new FakeSocket();

    @Test
    void aSlowSessionLosesWhatIsEphemeralFirst() {
        StompSession session =
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
        session.subscription = new StompSession.Subscription("1", "1");
        session.deliver(new EventFrame("1", new byte[400], false));
        session.deliver(new EventFrame("2", new byte[400], false));
        session.deliver(new EventFrame("3", new byte[1], true));
        session.deliver(new EventFrame("4", new byte[1], false));
        assertThat(socket.reads().written).hasSize(3);
        assertThat(socket.written.getLast()).contains("\nmessage-id:4\n");
    }
}
