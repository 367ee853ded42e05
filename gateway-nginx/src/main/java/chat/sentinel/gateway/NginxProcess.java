package chat.sentinel.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real NGINX with the gateway's configuration, in front of what a test puts behind it.
public final class NginxProcess implements AutoCloseable {
    final int port;
    private final Path folder;
    private @Nullable Process process;

    /// @param settings other than the defaults
    public NginxProcess(Upstreams upstreams, Map<String, String> settings) throws IOException {
        folder = Files.createTempDirectory("gateway");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var files =
                NginxConfiguration.of("127.0.0.1:" + port, folder, upstreams)
                        .with(Map.of("SENTINEL_GATEWAY_OPEN_FILES", "1024"))
                        .with(Map.of("SENTINEL_GATEWAY_WORKER_CONNECTIONS", "1024"))
                        .with(Map.of("SENTINEL_GATEWAY_USER", NginxConfiguration.ownUser()))
                        .with(Map.of("SENTINEL_GATEWAY_PAGE_FOLDER", folder + "/page"))
                        .with(settings)
                        .files();
        for (var file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /// `nginx -t`: its exit code and what it says.
    Result check() throws IOException, InterruptedException {
        Process check = start("-t");
        check.waitFor(10, TimeUnit.SECONDS);
        return new Result(check.exitValue(), log());
    }

    record Result(int exitCode, String output) {}

    public String address() {
        return "127.0.0.1:" + port;
    }

    /// Returns when it listens.
    public NginxProcess run() throws IOException, InterruptedException {
        process = start();
        for (int i = 0; i < 200; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return this;
            } catch (IOException e) {
                Thread.sleep(20);
            }
        }
        throw new IOException("NGINX does not listen:\n" + log());
    }

    private Process start(String... more) throws IOException {
        var command = new ArrayList<String>();
        command.add(
                NginxConfiguration.executable()
                        .orElseThrow(
                                () -> new IOException("NGINX is missing: apt-get install nginx"))
                        .toString());
        command.addAll(List.of("-p", folder.toString(), "-e", "stderr"));
        command.addAll(List.of("-c", folder.resolve("nginx.conf").toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /// What it said so far, the access log among it.
    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
