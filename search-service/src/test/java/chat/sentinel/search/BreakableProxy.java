package chat.sentinel.search;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Stands between the service and a store; when broken it cuts what is connected and hangs up on
/// everybody new.
public final class BreakableProxy implements AutoCloseable {
    private final String host;
    private final int target;
    private final ServerSocket server;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Hook> hook = new AtomicReference<>();
    private volatile boolean broken;

    private BreakableProxy(String host, int target, ServerSocket server) {
        this.host = host;
        this.target = target;
        this.server = server;
    }

    static BreakableProxy to(String host, int port) throws IOException {
        BreakableProxy proxy =
                new BreakableProxy(
                        host, port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    public void breakDown() {
        broken = true;
        open.forEach(BreakableProxy::shut);
        open.clear();
    }

    public void repair() {
        broken = false;
    }

    private record Hook(String text, Runnable done) {}

    /// Done once, before the first request with this text in it reaches the store.
    public void before(String text, Runnable done) {
        hook.set(new Hook(text, done));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (broken) {
                    client.close();
                    continue;
                }
                Socket store = new Socket(host, target);
                open.add(client);
                open.add(store);
                Thread.ofVirtual().start(() -> ask(client, store));
                Thread.ofVirtual().start(() -> copy(store, client));
            } catch (IOException e) {
                // Closed, or the store refuses: the client sees its connection end.
            }
        }
    }

    private void ask(Socket client, Socket store) {
        try (client;
                store) {
            byte[] bytes = new byte[64 * 1024];
            int read = client.getInputStream().read(bytes);
            while (read >= 0) {
                Hook armed = hook.get();
                if (armed != null
                        && new String(bytes, 0, read, StandardCharsets.UTF_8).contains(armed.text())
                        && hook.compareAndSet(armed, null)) {
                    armed.done().run();
                }
                store.getOutputStream().write(bytes, 0, read);
                read = client.getInputStream().read(bytes);
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut.
        }
    }

    private static void shut(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is of no use any more anyway.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(BreakableProxy::shut);
    }
}
