package chat.sentinel.message.stomp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// What waits to be written to one socket. Frames are handed to Jetty already encoded; nobody
/// blocks.
///
/// The events that wait are bounded: past the bound they are all dropped, and once the socket
/// has taken what is left, its client is told to sync. Ephemeral ones are dropped past half of
/// it, and nobody is told.
final class Outbox {
    private static final int MOST_IN_ONE_FLUSH = 16;

    private final CoreSession socket;
    private final long bound;
    private final Runnable onLag;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean writing;
    private boolean lagging;
    private boolean closing;
    private @Nullable Runnable whenWritten;

    /// @param bound bytes of events that may wait
    /// @param onLag called, when events were dropped and the rest is written; may send
    Outbox(CoreSession socket, long bound, Runnable onLag) {
        this.socket = socket;
        this.bound = bound;
        this.onLag = onLag;
    }

    /// An event: dropped when the socket is too slow.
    void event(ByteBuffer frame) {
        synchronized (this) {
            if (lagging || closing) {
                return;
            }
            if (waitingBytes + frame.remaining() > bound) {
                lagging = writing;
                return;
            }
            if (!enqueue(frame)) {
                return;
            }
        }
        flush();
    }

    /// An event that leaves the second half of the buffer to those that have to be synced for.
    ///
    /// @return whether it will be written
    boolean ephemeral(ByteBuffer frame) {
        synchronized (this) {
            if (lagging || closing || waitingBytes + frame.remaining() > bound / 2) {
                return false;
            }
            if (!enqueue(frame)) {
                return true;
            }
        }
        flush();
        return true;
    }

    /// An answer of the protocol: never dropped. A client that asks without reading is cut.
    void answer(ByteBuffer frame) {
        synchronized (this) {
            if (closing) {
                return;
            }
            if (waitingBytes + frame.remaining() > 2 * bound) {
                closing = true;
                socket.abort();
                return;
            }
            if (!enqueue(frame)) {
                return;
            }
        }
        flush();
    }

    /// Writes what waits, then this, then closes. A socket that does not take it is cut.
    void close(@Nullable ByteBuffer last, int status, String reason) {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
            whenWritten = () -> socket.close(status, reason, Callback.NOOP);
            if (last != null) {
                waiting.add(last);
                waitingBytes += last.remaining();
            }
            CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS).execute(this::cut);
            if (writing) {
                return;
            }
            writing = true;
        }
        flush();
    }

    private void cut() {
        if (socket.isOutputOpen()) {
            socket.abort();
        }
    }

    /// @return whether the caller has to flush
    private boolean enqueue(ByteBuffer frame) {
        waiting.add(frame);
        waitingBytes += frame.remaining();
        if (writing) {
            return false;
        }
        writing = true;
        return true;
    }

    private void flush() {
        ByteBuffer[] batch;
        boolean caughtUp = false;
        Runnable close = null;
        synchronized (this) {
            batch = new ByteBuffer[Math.min(waiting.size(), MOST_IN_ONE_FLUSH)];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = waiting.remove();
                waitingBytes -= batch[i].remaining();
            }
            if (batch.length == 0) {
                writing = false;
                caughtUp = lagging && !closing;
                lagging = false;
                close = whenWritten;
            }
        }
        if (close != null) {
            close.run();
        }
        if (caughtUp) {
            onLag.run();
        }
        for (int i = 0; i < batch.length; i++) {
            boolean last = i == batch.length - 1;
            socket.sendFrame(
                    new Frame(OpCode.TEXT, batch[i]),
                    last ? Callback.from(this::flush, this::failed) : Callback.NOOP,
                    !last);
        }
    }

    private synchronized void failed(Throwable cause) {
        closing = true;
        waiting.clear();
        waitingBytes = 0;
    }
}
