package chat.sentinel.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// The way to a store, which a test can cut.
final class Relay {
    private final String host;
    private final int port;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean held;

    Relay(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /// Ends what goes on, and lets nothing through.
    void cut() {
        cut = true;
        open.forEach(Relay::close);
    }

    /// What is said is heard by nobody, as if the store thought about it.
    void hold() {
        held = true;
    }

    void mend() {
        cut = false;
        held = false;
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                if (cut) {
                    client.close();
                    continue;
                }
                Socket store = new Socket(host, port);
                open.add(client);
                open.add(store);
                copy(client, store);
                copy(store, client);
            } catch (IOException e) {
                // The next one.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                byte[] buffer = new byte[8192];
                                int read = from.getInputStream().read(buffer);
                                while (read > 0) {
                                    while (held) {
                                        LockSupport.parkNanos(10_000_000);
                                    }
                                    to.getOutputStream().write(buffer, 0, read);
                                    read = from.getInputStream().read(buffer);
                                }
                            } catch (IOException e) {
                                // It is over.
                            } finally {
                                close(from);
                                close(to);
                            }
                        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }
}
