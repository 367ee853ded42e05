package chat.sentinel.testkit;

import chat.sentinel.localstack.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// The same stores in containers of the images that `docker-compose.yml` names, started on first
/// use and removed when the JVM ends.
final class ContainerBackends implements Backends.Source {
    private static final String S3_ACCESS_KEY = "sentinel";
    private static final String S3_SECRET_KEY = "containers of a test";

    private @Nullable PostgreSQLContainer postgres;
    private @Nullable GenericContainer<?> redis;
    private @Nullable GenericContainer<?> cassandra;
    private @Nullable KafkaContainer kafka;
    private @Nullable GenericContainer<?> elasticsearch;
    private @Nullable GenericContainer<?> s3;

    @Override
    public synchronized Backends.Postgres postgres() {
        PostgreSQLContainer container = postgres;
        if (container == null) {
            requireEngine();
            container =
                    new PostgreSQLContainer(image("postgres"))
                            .withCommand(
                                    "postgres", "-c", "max_connections=200", "-c", "fsync=off");
            container.start();
            postgres = container;
        }
        return new Backends.Postgres(
                container.getHost(),
                container.getMappedPort(5432),
                container.getUsername(),
                container.getPassword());
    }

    @Override
    public synchronized Backends.Redis redis() {
        GenericContainer<?> container = redis;
        if (container == null) {
            requireEngine();
            container =
                    new GenericContainer<>(image("redis"))
                            .withExposedPorts(6379)
                            .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
            container.start();
            redis = container;
        }
        return new Backends.Redis(
                "redis://" + container.getHost() + ":" + container.getMappedPort(6379));
    }

    @Override
    public synchronized Backends.Cassandra cassandra() {
        GenericContainer<?> container = cassandra;
        if (container == null) {
            requireEngine();
            container =
                    new GenericContainer<>(image("cassandra"))
                            .withExposedPorts(9042)
                            .withEnv("CASSANDRA_DC", "datacenter1")
                            .withEnv("CASSANDRA_ENDPOINT_SNITCH", "GossipingPropertyFileSnitch")
                            .withEnv("MAX_HEAP_SIZE", "1g")
                            .withEnv("HEAP_NEWSIZE", "200m")
                            .withEnv(
                                    "JVM_EXTRA_OPTS",
                                    "-Dcassandra.skip_wait_for_gossip_to_settle=0"
                                            + " -Dcassandra.ring_delay_ms=1000")
                            // It listens once it serves.
                            .waitingFor(Wait.forListeningPort())
                            .withStartupTimeout(Duration.ofMinutes(3));
            container.start();
            cassandra = container;
        }
        return new Backends.Cassandra(
                container.getHost() + ":" + container.getMappedPort(9042), "datacenter1");
    }

    @Override
    public synchronized Backends.Kafka kafka() {
        KafkaContainer container = kafka;
        if (container == null) {
            requireEngine();
            // As the local broker is set: see KafkaServer in local-stack.
            container =
                    new KafkaContainer(image("kafka"))
                            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                            .withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "3000")
                            .withEnv("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "3000")
                            .withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "500")
                            .withEnv("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "1000");
            container.start();
            kafka = container;
        }
        return new Backends.Kafka(container.getBootstrapServers());
    }

    @Override
    public synchronized Backends.Elasticsearch elasticsearch() {
        GenericContainer<?> container = elasticsearch;
        if (container == null) {
            requireEngine();
            container =
                    new GenericContainer<>(image("elasticsearch"))
                            .withExposedPorts(9200)
                            .withEnv("discovery.type", "single-node")
                            .withEnv("xpack.security.enabled", "false")
                            .withEnv("ES_JAVA_OPTS", "-Xms256m -Xmx512m")
                            .waitingFor(
                                    Wait.forHttp("/_cluster/health?wait_for_status=yellow")
                                            .forPort(9200))
                            .withStartupTimeout(Duration.ofMinutes(3));
            container.start();
            elasticsearch = container;
        }
        return new Backends.Elasticsearch(
                "http://" + container.getHost() + ":" + container.getMappedPort(9200));
    }

    @Override
    public synchronized Backends.S3 s3() {
        GenericContainer<?> container = s3;
        if (container == null) {
            requireEngine();
            container =
                    new GenericContainer<>(image("s3"))
                            .withExposedPorts(80)
                            .withEnv("S3PROXY_ENDPOINT", "http://0.0.0.0:80")
                            .withEnv("S3PROXY_AUTHORIZATION", "aws-v4")
                            .withEnv("S3PROXY_IDENTITY", S3_ACCESS_KEY)
                            .withEnv("S3PROXY_CREDENTIAL", S3_SECRET_KEY)
                            .withEnv("JCLOUDS_PROVIDER", "filesystem")
                            .withEnv("JCLOUDS_FILESYSTEM_BASEDIR", "/data")
                            // It refuses what is not signed: its sign of life.
                            .waitingFor(Wait.forHttp("/").forPort(80).forStatusCode(403));
            container.start();
            s3 = container;
        }
        return new Backends.S3(
                "http://" + container.getHost() + ":" + container.getMappedPort(80),
                S3_ACCESS_KEY,
                S3_SECRET_KEY);
    }

    /// That of a store in `docker-compose.yml`.
    private static DockerImageName image(String store) {
        Path compose = Stack.forTests().root().resolve("docker-compose.yml");
        try {
            Matcher image =
                    Pattern.compile("(?m)^  " + store + ":\n    image: (\\S+)$")
                            .matcher(Files.readString(compose));
            if (!image.find()) {
                throw new IllegalStateException(compose + " names no image of " + store);
            }
            return DockerImageName.parse(image.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireEngine() {
        if (!engineAnswers()) {
            throw new IllegalStateException(
                    """
                    sentinel.backends=testcontainers, but no container engine answers here. Start one, \
                    or leave the property out: the tests then run on stores that they start themselves.\
                    """);
        }
    }

    /// Testcontainers answers the first question and throws at the second.
    private static boolean engineAnswers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
