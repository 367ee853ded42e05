package chat.sentinel.message;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A WebSocket that sends and receives text as it stands, with no idea of STOMP.
final class RawSocket implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    RawSocket(URI base) {
        socket =
                HTTP.newWebSocketBuilder()
                        .subprotocols("v12.stomp")
                        .buildAsync(
                                URI.create("ws://" + base.getAuthority() + "/chat"),
                                new WebSocket.Listener() {
                                    private final StringBuilder text = new StringBuilder();

                                    @Override
                                    public @Nullable CompletionStage<?> onText(
                                            WebSocket from, CharSequence data, boolean last) {
                                        text.append(data);
                                        if (last) {
                                            received.add(text.toString());
                                            text.setLength(0);
                                        }
                                        from.request(1);
                                        return null;
                                    }

                                    @Override
                                    public @Nullable CompletionStage<?> onClose(
                                            WebSocket from, int status, String reason) {
                                        closed.complete(status);
                                        return null;
                                    }

                                    @Override
                                    public void onError(WebSocket from, Throwable error) {
                                        closed.complete(-1);
                                    }
                                })
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
    }

    /// Sends a frame written with `^` for NUL.
    RawSocket sends(String frame) {
        socket.sendText(frame.replace('^', '\0'), true).join();
        return this;
    }

    RawSocket sendsBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /// A pong that answers no ping, which RFC 6455 allows as a sign of life.
    RawSocket pongs() {
        socket.sendPong(ByteBuffer.allocate(0)).join();
        return this;
    }

    RawSocket connects(String token) {
        sends(
                "CONNECT\naccept-version:1.2\nhost:sentinel\nAuthorization:Bearer "
                        + token
                        + "\n\n^");
        String answer = next();
        if (!answer.startsWith("CONNECTED\n")) {
            throw new AssertionError("not connected: " + answer);
        }
        return this;
    }

    RawSocket subscribes() {
        sends("SUBSCRIBE\nid:events\ndestination:/user/queue/events\nreceipt:subscribed\n\n^");
        String answer = next();
        if (!answer.contains("receipt-id:subscribed\n")) {
            throw new AssertionError("not subscribed: " + answer);
        }
        return this;
    }

    /// The next text that is no heart-beat, `^` for NUL.
    String next() {
        try {
            while (true) {
                String text = received.poll(10, TimeUnit.SECONDS);
                if (text == null) {
                    throw new AssertionError(
                            "nothing came within 10 s" + (closed.isDone() ? ", closed" : ""));
                }
                if (!text.equals("\n")) {
                    return text.replace('\0', '^');
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The next text, heart-beats too; null: nothing within that time.
    @Nullable String nextWithin(long millis) {
        try {
            return received.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The status with which the server closed.
    int awaitClose() {
        return closed.orTimeout(15, TimeUnit.SECONDS).join();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
