package chat.sentinel.message.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final FakeSocket socket = new FakeSocket();
    private final Outbox outbox = new Outbox(socket, 20, () -> socket.written.add("lagged"));

    @Test
    void whatWaitsIsWrittenBeforeItCloses() {
        outbox.event(frame("under way"));
        outbox.event(frame("waits"));
        outbox.answer(frame("waits too"));
        outbox.close(frame("goodbye"), 1000, "bye");
        outbox.event(frame("too late"));
        outbox.answer(frame("too late"));
        assertThat(socket.written).containsExactly("under way");

        socket.reads();
        assertThat(socket.written)
                .containsExactly("under way", "waits", "waits too", "goodbye", "closed 1000 bye");
    }

    @Test
    void anIdleSocketClosesAtOnce() {
        outbox.close(frame("goodbye"), 1008, "why");
        assertThat(socket.reads().written).containsExactly("goodbye", "closed 1008 why");
    }

    @Test
    void aSlowSocketLosesEventsAndIsToldOnce() {
        outbox.event(frame("under way"));
        outbox.event(frame("1234567890123456"));
        outbox.event(frame("too much"));
        outbox.event(frame("and more"));
        outbox.answer(frame("an answer"));
        assertThat(socket.reads().written)
                .containsExactly("under way", "1234567890123456", "an answer", "lagged");
    }

    @Test
    void aSlowSocketLosesWhatIsEphemeralFirstAndIsNotTold() {
        outbox.event(frame("under way"));
        outbox.ephemeral(frame("typing"));
        outbox.event(frame("event"));
        outbox.ephemeral(frame("typing"));
        outbox.event(frame("event"));
        assertThat(socket.reads().written).containsExactly("under way", "typing", "event", "event");
        outbox.ephemeral(frame("typing"));
        assertThat(socket.written.getLast()).isEqualTo("typing");
    }

    private static ByteBuffer frame(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
