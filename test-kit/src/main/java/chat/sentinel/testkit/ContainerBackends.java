package chat.sentinel.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// The same stores in containers, started on first use and removed when the JVM ends.
final class ContainerBackends implements Backends.Source {
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
                    new PostgreSQLContainer(DockerImageName.parse("postgres:18"))
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
                    new GenericContainer<>(DockerImageName.parse("redis:7.4"))
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
                    new GenericContainer<>(DockerImageName.parse("cassandra:5.0"))
                            .withExposedPorts(9042)
                            .withEnv("CASSANDRA_DC", "datacenter1")
                            .withEnv("CASSANDRA_ENDPOINT_SNITCH", "GossipingPropertyFileSnitch")
                            .withEnv("MAX_HEAP_SIZE", "1g")
                            .withEnv("HEAP_NEWSIZE", "200m")
                            .withEnv(
                                    "JVM_EXTRA_OPTS",
                                    "-Dcassandra.skip_wait_for_gossip_to_settle=0"
                                            + " -Dcassandra.ring_delay_ms=1000")
                            .waitingFor(Wait.forLogMessage(".*Startup complete.*", 1))
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
                    new KafkaContainer(DockerImageName.parse("apache/kafka:4.2.1"))
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
                    new GenericContainer<>(
                                    DockerImageName.parse(
                                            "docker.elastic.co/elasticsearch/elasticsearch:8.19.12"))
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
                    new GenericContainer<>(
                                    DockerImageName.parse(
                                            "minio/minio:RELEASE.2025-04-22T22-12-26Z"))
                            .withCommand("server", "/data")
                            .withExposedPorts(9000)
                            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(9000));
            container.start();
            s3 = container;
        }
        // Both are what the image has where nobody says otherwise.
        return new Backends.S3(
                "http://" + container.getHost() + ":" + container.getMappedPort(9000),
                "minioadmin",
                "minioadmin");
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
