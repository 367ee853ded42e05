package chat.sentinel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
    @TempDir Path folder;

    /// Whatever listens on a store's port, a probe is not content until it answers like the store.
    @Test
    void shouldNotTakeAnOpenPortForAServer() throws Exception {
        Stack stack = Stack.open(folder, Ports.testBase() + 1400);
        var parts = new ArrayList<String>(Stack.STORES);
        parts.add(Stack.GATEWAY);
        var sockets = new ArrayList<ServerSocket>();
        Map<String, Boolean> content = new ConcurrentHashMap<>();
        try {
            var threads = new ArrayList<Thread>();
            for (String name : parts) {
                Part part = stack.part(name);
                ProcessSpec spec = part.prepare(Progress.SILENT);
                int port = part.ports().getFirst().port();
                sockets.add(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            try {
                                                spec.probe().check();
                                                content.put(name, true);
                                            } catch (Exception e) {
                                                content.put(name, false);
                                            }
                                        }));
            }
            for (Thread thread : threads) {
                thread.join(20_000);
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        assertThat(content).containsOnlyKeys(parts);
        assertThat(List.copyOf(content.values())).containsOnly(false);
    }
}
