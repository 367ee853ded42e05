package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// ClamAV's daemon, where there is one: it gets the bytes by `INSTREAM`, so it need not see our
/// files. Where one is configured and does not answer, nothing is released.
@Component
class VirusScanner {
    private static final Logger log = LoggerFactory.getLogger(VirusScanner.class);
    private static final int CHUNK = 64 * 1024;
    private static final int LONGEST_ANSWER = 4_096;

    private static final ScheduledExecutorService CLOCK =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("virus-scanner-clock").factory());

    private final InspectProperties properties;
    private final @Nullable InetSocketAddress clamd;

    VirusScanner(InspectProperties properties) {
        this.properties = properties;
        this.clamd = address(properties.clamd());
        if (clamd == null) {
            log.warn("No virus scanner is configured: files are released without");
        }
    }

    private static @Nullable InetSocketAddress address(@Nullable String clamd) {
        if (clamd == null || clamd.isBlank()) {
            return null;
        }
        int colon = clamd.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("sentinel.inspect.clamd is host:port");
        }
        return InetSocketAddress.createUnresolved(
                clamd.substring(0, colon), Integer.parseInt(clamd.substring(colon + 1)));
    }

    boolean isThere() {
        return clamd != null;
    }

    /// @throws SentinelException STORE_UNAVAILABLE when it does not answer, or not as it should
    boolean finds(Path file) {
        String answer;
        ScheduledFuture<?> end = null;
        try (Socket socket = connect();
                InputStream bytes = Files.newInputStream(file)) {
            // Whoever writes to one that reads no more waits without end otherwise.
            end =
                    CLOCK.schedule(
                            () -> close(socket),
                            properties.clamdTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
            var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            out.write("zINSTREAM\0".getBytes(US_ASCII));
            byte[] buffer = new byte[CHUNK];
            for (int read = bytes.read(buffer); read > 0; read = bytes.read(buffer)) {
                out.writeInt(read);
                out.write(buffer, 0, read);
            }
            out.writeInt(0);
            out.flush();
            answer = answer(socket);
        } catch (IOException e) {
            throw away("The virus scanner does not answer", e);
        } finally {
            if (end != null) {
                end.cancel(false);
            }
        }
        if (answer.endsWith(" FOUND")) {
            log.info("Infected: {}", answer);
            return true;
        }
        if (!answer.endsWith(" OK")) {
            throw away("The virus scanner says: " + answer, null);
        }
        return false;
    }

    /// Whether it answers now.
    boolean answers() {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("zPING\0".getBytes(US_ASCII));
            return answer(socket).equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = clamd;
        if (address == null) {
            throw new IOException("there is none");
        }
        Socket socket = new Socket();
        try {
            socket.setSoTimeout((int) properties.clamdTimeout().toMillis());
            socket.connect(
                    new InetSocketAddress(address.getHostString(), address.getPort()), 2_000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static String answer(Socket socket) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(LONGEST_ANSWER);
        return new String(bytes, US_ASCII).replace("\0", "").strip();
    }

    private static SentinelException away(String what, @Nullable Throwable cause) {
        log.warn("{}", what);
        return new SentinelException(
                ErrorCode.STORE_UNAVAILABLE, "The file cannot be scanned now; ask again", cause);
    }
}
