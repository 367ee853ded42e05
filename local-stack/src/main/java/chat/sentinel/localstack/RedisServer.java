package chat.sentinel.localstack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class RedisServer implements Part {
    static final String NAME = "redis";
    private final StackContext stack;

    RedisServer(StackContext stack) {
        this.stack = stack;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Layer layer() {
        return Layer.STORES;
    }

    @Override
    public List<PortUse> ports() {
        return List.of(PortUse.ofBase(stack.ports().redis(), "Redis"));
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path binary = stack.artifacts().redis(progress);
        Path data = stack.data(NAME);
        Path configuration = data.resolve("redis.conf");
        FileTree.write(
                configuration,
                """
                bind 127.0.0.1
                port %d
                dir "%s"
                daemonize no
                appendonly yes
                appendfsync everysec
                save ""
                tcp-backlog 511
                maxclients 2000
                maxmemory 512mb
                maxmemory-policy noeviction
                """
                        .formatted(stack.ports().redis(), data));
        return new ProcessSpec(
                List.of(binary.toString(), configuration.toString()),
                Map.of(),
                data,
                this::ping,
                Duration.ofSeconds(30));
    }

    private void ping() throws IOException {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.ports().redis()),
                    1000);
            socket.setSoTimeout(2000);
            socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(7), US_ASCII);
            if (!answer.equals("+PONG\r\n")) {
                throw new IOException("answered " + answer.strip());
            }
        }
    }
}
