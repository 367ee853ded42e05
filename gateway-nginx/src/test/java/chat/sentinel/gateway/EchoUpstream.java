package chat.sentinel.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// A stand-in for a service: answers each request with its own name and the head that it got,
/// and echoes what comes over an upgraded connection.
final class EchoUpstream implements AutoCloseable {
    enum Mood {
        ANSWERS,
        HANGS_UP,
        IS_SILENT
    }

    private final String name;
    private final ServerSocket server = new ServerSocket();
    final AtomicInteger requests = new AtomicInteger();
    volatile Mood mood = Mood.ANSWERS;

    EchoUpstream(String name) throws IOException {
        this.name = name;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                requests.incrementAndGet();
                in.readNBytes(contentLength(head));
                switch (mood) {
                    case ANSWERS -> {
                        if (head.toLowerCase(Locale.ROOT).contains("\r\nupgrade: websocket")) {
                            out.write(
                                    ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                                    + "Connection: Upgrade\r\nX-Served-By: "
                                                    + name
                                                    + "\r\n\r\n")
                                            .getBytes(ISO_8859_1));
                            in.transferTo(out);
                            return;
                        }
                        byte[] body = head.getBytes(ISO_8859_1);
                        out.write(
                                ("HTTP/1.1 200 OK\r\nX-Served-By: "
                                                + name
                                                + "\r\nX-Request-Id: own\r\nContent-Length: "
                                                + body.length
                                                + "\r\n\r\n")
                                        .getBytes(ISO_8859_1));
                        out.write(body);
                    }
                    case HANGS_UP -> {
                        return;
                    }
                    case IS_SILENT -> Thread.sleep(Duration.ofMinutes(1));
                }
            }
        } catch (IOException | InterruptedException e) {
            // The gateway went away.
        }
    }

    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
