package chat.sentinel.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

final class KafkaServer implements Part {
    static final String NAME = "kafka";
    private final StackContext stack;

    KafkaServer(StackContext stack) {
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
                PortUse.ofBase(stack.ports().kafka(), "Kafka"),
                PortUse.ofBase(stack.ports().kafkaController(), "Kafka's controller"));
    }

    String bootstrapServers() {
        return "127.0.0.1:" + stack.ports().kafka();
    }

    private Path log() {
        return stack.data(NAME).resolve("data");
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path jars = stack.artifacts().jars(NAME, progress);
        Path data = stack.data(NAME);
        Path properties = data.resolve("server.properties");
        FileTree.write(properties, serverProperties(log()));
        Path logging = data.resolve("log4j2.properties");
        FileTree.write(logging, LOGGING);
        var java = new ArrayList<String>();
        java.addAll(
                List.of(
                        Jdks.java25().toString(),
                        "-Xms256m",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dlog4j2.configurationFile=" + logging,
                        "-cp",
                        jars + "/*"));
        if (!Files.exists(log().resolve("meta.properties"))) {
            progress.say(NAME, "formatting its log folder");
            format(java);
        }
        // What its first run leaves at its end lets the next ones start for two thirds of the CPU.
        java.addAll(
                List.of(
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + stack.data("apps").resolve("kafka.jsa"),
                        "-Xlog:cds*=error,aot*=error"));
        java.addAll(List.of("kafka.Kafka", properties.toString()));
        return new ProcessSpec(java, Map.of(), data, this::metadata, Duration.ofSeconds(90));
    }

    private void format(List<String> java) {
        Path partial = FileTree.partial(log());
        Path properties = partial.resolveSibling(partial.getFileName() + ".properties");
        FileTree.write(properties, serverProperties(partial));
        var command = new ArrayList<String>(java);
        command.addAll(
                List.of(
                        "kafka.tools.StorageTool",
                        "format",
                        "--standalone",
                        "-t",
                        clusterId(),
                        "-c",
                        properties.toString()));
        Artifacts.run(command, stack.data(NAME), Map.of());
        try {
            Files.move(partial, log(), StandardCopyOption.ATOMIC_MOVE);
            Files.delete(properties);
        } catch (IOException e) {
            throw new StackException("Cannot create " + log(), e);
        }
    }

    private static String clusterId() {
        UUID id = UUID.randomUUID();
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
        // The tool would take a leading dash for an option.
        return text.startsWith("-") ? clusterId() : text;
    }

    private void metadata() throws Exception {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.ports().kafka()),
                    1000);
        }
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers(),
                        "request.timeout.ms", 3000,
                        "default.api.timeout.ms", 4000);
        try (Admin admin = Admin.create(settings)) {
            if (admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty()) {
                throw new IOException("no broker has joined yet");
            }
            var _ = admin.listTopics().names().get(5, TimeUnit.SECONDS);
        }
    }

    String serverProperties(Path log) {
        Ports ports = stack.ports();
        return """
        process.roles=broker,controller
        node.id=1
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        controller.quorum.bootstrap.servers=127.0.0.1:%2$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        # The services make their topics, with the partitions that they need.
        auto.create.topics.enable=false
        # One broker.
        default.replication.factor=1
        min.insync.replicas=1
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        offsets.topic.num.partitions=8
        transaction.state.log.num.partitions=8
        # Longer than the retention of chat.commands.
        offsets.retention.minutes=20160
        # A dead consumer's partitions move after 3 s; the broker's default is 45 s, and clients of the
        # new group protocol cannot set their own.
        group.consumer.min.session.timeout.ms=3000
        group.consumer.session.timeout.ms=3000
        # What an instance hands over another takes with its next heartbeat.
        group.consumer.min.heartbeat.interval.ms=250
        group.consumer.heartbeat.interval.ms=250
        group.initial.rebalance.delay.ms=0
        log.cleaner.dedupe.buffer.size=16777216
        num.network.threads=2
        num.io.threads=4
        """
                .formatted(ports.kafka(), ports.kafkaController(), log);
    }

    private static final String LOGGING =
            """
            status = error
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{ISO8601} %-5p %c{1} - %m%n
            rootLogger.level = info
            rootLogger.appenderRef.console.ref = console
            logger.broker.name = org.apache.kafka
            logger.broker.level = warn
            logger.server.name = kafka.server
            logger.server.level = info
            """;
}
