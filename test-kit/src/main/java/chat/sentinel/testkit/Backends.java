package chat.sentinel.testkit;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/// Real stores for tests. The first call for a store finds or starts it; it is shared by all
/// tests of the tree and left running, so a test takes names of its own: a fresh database, a
/// random keyspace, topic or key prefix. A store that cannot be had fails the test; it never
/// skips it.
///
/// With the system property `sentinel.backends=testcontainers` (Maven profile `testcontainers`)
/// the same stores come from containers, once for each JVM.
public final class Backends {
    private Backends() {}

    public static Postgres postgres() {
        return Source.CHOSEN.postgres();
    }

    public static Redis redis() {
        return Source.CHOSEN.redis();
    }

    public static Cassandra cassandra() {
        return Source.CHOSEN.cassandra();
    }

    public static Kafka kafka() {
        return Source.CHOSEN.kafka();
    }

    public static Elasticsearch elasticsearch() {
        return Source.CHOSEN.elasticsearch();
    }

    public static S3 s3() {
        return Source.CHOSEN.s3();
    }

    /// @param username may create databases
    public record Postgres(String host, int port, String username, String password) {
        /// Creates an empty database under a random name.
        ///
        /// @return its JDBC URL, without the credentials
        public String freshDatabase() {
            String name = "t" + UUID.randomUUID().toString().replace("-", "");
            try (var connection = DriverManager.getConnection(url("postgres"), username, password);
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot create a database on " + this, e);
            }
            return url(name);
        }

        private String url(String database) {
            return "jdbc:postgresql://" + host + ":" + port + "/" + database;
        }

        @Override
        public String toString() {
            return "PostgreSQL at " + host + ":" + port;
        }
    }

    /// @param uri as Lettuce and Spring take it, `redis://127.0.0.1:24002`
    public record Redis(String uri) {}

    /// @param contactPoint `host:port`
    public record Cassandra(String contactPoint, String localDatacenter) {}

    public record Kafka(String bootstrapServers) {}

    /// @param uri of its HTTP interface, `http://127.0.0.1:24007`
    public record Elasticsearch(String uri) {}

    /// @param endpoint `http://127.0.0.1:24009`; it wants every request signed
    public record S3(String endpoint, String accessKey, String secretKey) {
        @Override
        public String toString() {
            return "S3 at " + endpoint;
        }
    }

    /// Where the stores come from.
    interface Source {
        Source CHOSEN = chosen(System.getProperty("sentinel.backends", "local"));

        Postgres postgres();

        Redis redis();

        Cassandra cassandra();

        Kafka kafka();

        Elasticsearch elasticsearch();

        S3 s3();

        static Source chosen(String name) {
            return switch (name) {
                case "local" -> new LocalBackends();
                case "testcontainers" -> new ContainerBackends();
                default ->
                        throw new IllegalArgumentException(
                                "sentinel.backends is local or testcontainers, not " + name);
            };
        }
    }
}
