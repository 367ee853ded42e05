package chat.sentinel.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

final class ElasticsearchServer implements Part {
    static final String NAME = "elasticsearch";

    /// Written to by each probe; search-service knows nothing of it.
    private static final String PROBED = "local-stack-probe";

    private final StackContext stack;

    ElasticsearchServer(StackContext stack) {
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
        return List.of(
                PortUse.ofBase(stack.ports().elasticsearch(), "Elasticsearch's clients"),
                PortUse.ofBase(stack.ports().elasticsearchTransport(), "Elasticsearch's nodes"));
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path home = home(stack.artifacts().jars(NAME, progress));
        Path data = stack.data(NAME);
        Path configuration = FileTree.directory(data.resolve("config"));
        FileTree.write(configuration.resolve("elasticsearch.yml"), yaml(data));
        FileTree.write(configuration.resolve("jvm.options"), JVM);
        FileTree.write(configuration.resolve("log4j2.properties"), LOGGING);
        var command = new ArrayList<String>(notRoot());
        command.add(home.resolve("bin/elasticsearch").toString());
        return new ProcessSpec(
                command,
                Map.of(
                        "ES_JAVA_HOME",
                        System.getProperty("java.home"),
                        "ES_PATH_CONF",
                        configuration.toString(),
                        "ES_TMPDIR",
                        FileTree.directory(data.resolve("tmp")).toString(),
                        // Of the small JVM that starts the server and ends it.
                        "CLI_JAVA_OPTS",
                        "-Xms8m -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                        // A changed configuration is a changed process.
                        "SENTINEL_CONFIGURATION",
                        FileTree.sha256(yaml(data) + JVM + LOGGING)),
                data,
                this::write,
                Duration.ofSeconds(120));
    }

    /// Elasticsearch refuses to run as root. In a user namespace of its own it is somebody
    /// else, and
    /// yet the owner of its files. Somebody with a number there: its JVM gives a file to itself.
    private static List<String> notRoot() {
        return System.getProperty("user.name").equals("root")
                ? List.of("unshare", "-U", "--map-user=1000", "--map-group=1000")
                : List.of();
    }

    private static Path home(Path unpacked) {
        try (Stream<Path> folders = Files.list(unpacked)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("bin")))
                    .findFirst()
                    .orElseThrow(() -> new StackException("No server in " + unpacked));
        } catch (IOException e) {
            throw new StackException("Cannot read " + unpacked, e);
        }
    }

    String yaml(Path data) {
        return """
        cluster.name: sentinel
        node.name: sentinel-1
        discovery.type: single-node
        path.data: "%3$s/data"
        path.logs: "%3$s/logs"
        network.host: 127.0.0.1
        http.port: %1$d
        transport.port: %2$d
        # Only this machine reaches it.
        xpack.security.enabled: false
        # What else lies on this disk is not its concern.
        cluster.routing.allocation.disk.threshold_enabled: false
        """
                .formatted(
                        stack.ports().elasticsearch(),
                        stack.ports().elasticsearchTransport(),
                        data);
    }

    /// All shards that there must be are there, and it takes a write.
    private void write() throws IOException, InterruptedException {
        send(
                request("/_cluster/health?wait_for_status=yellow&timeout=2s")
                        .GET()
                        .timeout(Duration.ofSeconds(5)));
        send(
                request("/" + PROBED + "/_doc/1")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{}", UTF_8))
                        .timeout(Duration.ofSeconds(10)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + stack.ports().elasticsearch() + path));
    }

    private static void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                Http.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode());
        }
    }

    private static final class Http {
        static final HttpClient CLIENT =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();
    }

    private static final String JVM =
            """
            -Xms256m
            -Xmx512m
            -XX:+UseSerialGC
            -XX:+ExitOnOutOfMemoryError
            -Djava.io.tmpdir=${ES_TMPDIR}
            """;

    private static final String LOGGING =
            """
            status = error
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{ISO8601} %-5p %c{1} - %m%n
            rootLogger.level = info
            rootLogger.appenderRef.console.ref = console
            """;
}
