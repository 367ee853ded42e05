package chat.sentinel.message.stomp;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OutgoingEntry;

/// A Jetty socket whose other end reads one frame at a time, when the test says so.
final class FakeSocket extends CoreSession.Empty {
    /// What was handed over, and, at last, how it was closed.
    final List<String> written = new ArrayList<>();

    private final List<Callback> unread = new ArrayList<>();

    @Override
    public void sendFrame(OutgoingEntry entry) {
        written.add(entry.getFrame().getPayloadAsUTF8());
        unread.add(entry.getCallback());
    }

    @Override
    public void close(int status, String reason, Callback callback) {
        written.add("closed " + status + " " + reason);
        callback.succeeded();
    }

    @Override
    public boolean isOutputOpen() {
        return true;
    }

    @Override
    public void abort() {
        written.add("aborted");
    }

    /// The other end takes everything.
    FakeSocket reads() {
        while (!unread.isEmpty()) {
            unread.removeFirst().succeeded();
        }
        return this;
    }
}
