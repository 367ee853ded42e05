package chat.sentinel.message.store;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import java.time.Duration;
import java.util.Objects;
import org.cognitor.cassandra.migration.Database;
import org.cognitor.cassandra.migration.MigrationRepository;
import org.cognitor.cassandra.migration.MigrationTask;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.cassandra.autoconfigure.CassandraProperties;
import org.springframework.boot.cassandra.autoconfigure.DriverConfigLoaderBuilderCustomizer;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/// The session on a keyspace that exists and whose schema is current.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CassandraConfiguration.KeyspaceProperties.class)
class CassandraConfiguration {
    @Bean(destroyMethod = "close")
    CqlSession cqlSession(
            ObjectProvider<CqlSessionBuilder> builders,
            CassandraProperties cassandra,
            KeyspaceProperties keyspace) {
        String name = Objects.requireNonNullElse(cassandra.getKeyspaceName(), "chat");
        CqlIdentifier identifier = CqlIdentifier.fromInternal(name);
        var patience =
                RetryPolicy.builder()
                        .maxRetries(5)
                        .delay(Duration.ofSeconds(1))
                        .multiplier(2)
                        .predicate(CassandraConfiguration::ofStore)
                        .build();
        try {
            new RetryTemplate(patience)
                    .execute(
                            () -> {
                                migrate(builders, name, identifier, keyspace);
                                return true;
                            });
        } catch (RetryException e) {
            throw new IllegalStateException(
                    "The schema of keyspace " + name + " cannot be made current", e.getCause());
        }
        return builders.getObject().withKeyspace(identifier).build();
    }

    /// Each statement of a script may be done twice: whoever dies or loses his store in the middle
    /// of one leaves it to the next start.
    private static void migrate(
            ObjectProvider<CqlSessionBuilder> builders,
            String name,
            CqlIdentifier identifier,
            KeyspaceProperties keyspace) {
        try (CqlSession session = builders.getObject().withKeyspace((CqlIdentifier) null).build()) {
            session.execute(
                    "CREATE KEYSPACE IF NOT EXISTS "
                            + identifier.asCql(true)
                            + " WITH replication = "
                            + keyspace.replication());
            // A session that is left open would keep the process from ending when this fails.
            try (SchemaLease lease = SchemaLease.take(session, identifier, SchemaLease.LIFE);
                    CqlSession migrating =
                            lease.guard(builders.getObject().withKeyspace(identifier).build());
                    Database database = new Database(migrating, name)) {
                // Without its own lock, which outlives its holder by minutes.
                new MigrationTask(database, new MigrationRepository(), false).migrate();
            }
        }
    }

    /// A store that has much to do gives up on what it was asked, and may have done it; of two
    /// instances that begin at once, one may miss what the other is about to make.
    private static boolean ofStore(Throwable failure) {
        return failure instanceof DriverException
                || (failure.getCause() != null && ofStore(failure.getCause()));
    }

    /// Every statement of ours may be done twice; a store that comes back is found within two
    /// seconds.
    @Bean
    DriverConfigLoaderBuilderCustomizer driverSettings() {
        return driver ->
                driver.withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                        // Each change of the schema waits that long until it is read again.
                        .withDuration(
                                DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(10))
                        // A closed session waits for work that nobody gives it: two
                        // seconds, and a start closes two.
                        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                        .withDuration(
                                DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(250))
                        .withDuration(
                                DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(2));
    }

    /// @param replication the CQL map with which a missing keyspace is made
    @ConfigurationProperties("sentinel.cassandra")
    record KeyspaceProperties(
            @DefaultValue("{'class': 'SimpleStrategy', 'replication_factor': 1}")
                    String replication) {}
}
