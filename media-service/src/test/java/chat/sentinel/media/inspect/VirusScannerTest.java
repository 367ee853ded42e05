package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Speaks as clamd's manual says; a stand-in of it listens.
class VirusScannerTest {
    @TempDir Path folder;
    private ServerSocket clamd;
    private volatile @Nullable String answer;

    @BeforeEach
    void listen() throws IOException {
        clamd = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        clamd.close();
    }

    private void serve() {
        while (!clamd.isClosed()) {
            try (Socket socket = clamd.accept()) {
                var in = new DataInputStream(socket.getInputStream());
                var command = new ByteArrayOutputStream();
                for (int next = in.read(); next > 0; next = in.read()) {
                    command.write(next);
                }
                String said = "PONG";
                if (command.toString(US_ASCII).equals("zINSTREAM")) {
                    var file = new ByteArrayOutputStream();
                    for (int length = in.readInt(); length > 0; length = in.readInt()) {
                        file.writeBytes(in.readNBytes(length));
                    }
                    said =
                            file.toString(UTF_8).contains("EICAR")
                                    ? "stream: Eicar-Signature FOUND"
                                    : "stream: OK";
                }
                String told = answer == null ? said : answer;
                socket.getOutputStream().write((told + "\0").getBytes(US_ASCII));
            } catch (IOException e) {
                // The next one.
            }
        }
    }

    private VirusScanner scanner(@Nullable String address) {
        return new VirusScanner(
                new InspectProperties(
                        1, Duration.ZERO, Duration.ZERO, 1, 64, address, Duration.ofSeconds(2)));
    }

    private VirusScanner scanner() {
        return scanner("127.0.0.1:" + clamd.getLocalPort());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    @Test
    void whatIsFoundIsToldFromWhatIsNot() throws Exception {
        assertThat(scanner().isThere()).isTrue();
        assertThat(scanner().answers()).isTrue();
        assertThat(scanner().finds(file("tea"))).isFalse();
        assertThat(scanner().finds(file("x".repeat(200_000) + "EICAR"))).isTrue();
    }

    @Test
    void whoSaysNeitherIsAskedAgain() throws Exception {
        answer = "INSTREAM size limit exceeded. ERROR";
        assertAway(scanner());
        answer = "";
        assertAway(scanner());
        VirusScanner gone = scanner();
        clamd.close();
        assertAway(gone);
        assertThat(gone.answers()).isFalse();
    }

    private void assertAway(VirusScanner scanner) throws IOException {
        Path file = file("tea");
        assertThatThrownBy(() -> scanner.finds(file))
                .isInstanceOf(SentinelException.class)
                .extracting(e -> ((SentinelException) e).code())
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    }

    /// It takes the connection, and then nothing.
    @Test
    void whoReadsNoMoreIsLeft() throws Exception {
        Path file = folder.resolve("large");
        try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw");
                var deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            sparse.setLength(64 << 20);
            VirusScanner scanner = scanner("127.0.0.1:" + deaf.getLocalPort());
            assertThatThrownBy(() -> scanner.finds(file)).isInstanceOf(SentinelException.class);
        }
    }

    @Test
    void thereMayBeNone() {
        assertThat(scanner(null).isThere()).isFalse();
        assertThat(scanner(" ").isThere()).isFalse();
    }
}
