package chat.sentinel.message.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.Backends;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.cassandra.autoconfigure.CassandraProperties;

/// Instances that change the schema do so one after the other, whoever dies.
class SchemaLeaseTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final String REPLICATION =
            "{'class': 'SimpleStrategy', 'replication_factor': 1}";

    private final CqlIdentifier keyspace =
            CqlIdentifier.fromInternal("s" + UUID.randomUUID().toString().replace("-", ""));
    private final CqlSession session = builder().build();

    private static CqlSessionBuilder builder() {
        String[] at = Backends.cassandra().contactPoint().split(":", 2);
        var driver = DriverConfigLoader.programmaticBuilder();
        new CassandraConfiguration().driverSettings().customize(driver);
        driver.withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(10));
        return CqlSession.builder()
                .withConfigLoader(driver.build())
                .addContactPoint(new InetSocketAddress(at[0], Integer.parseInt(at[1])))
                .withLocalDatacenter(Backends.cassandra().localDatacenter());
    }

    @BeforeEach
    void create() {
        session.execute(
                "CREATE KEYSPACE " + keyspace.asCql(true) + " WITH replication = " + REPLICATION);
    }

    @AfterEach
    void drop() {
        session.execute("DROP KEYSPACE " + keyspace.asCql(true));
        session.close();
    }

    @Test
    void isHeldForAsLongAsItTakes() {
        try (SchemaLease _ = SchemaLease.take(session, keyspace, SHORT)) {
            UUID holder = requireNonNull(holder());
            await().during(SHORT.multipliedBy(2))
                    .atMost(SHORT.multipliedBy(3))
                    .until(() -> holder.equals(holder()));
        }
        assertThat(holder()).isNull();
    }

    @Test
    void whoLosesItChangesNothingMore() {
        try (SchemaLease lease = SchemaLease.take(session, keyspace, SHORT);
                CqlSession changing = lease.guard(builder().build())) {
            session.execute(
                    "UPDATE %s.schema_lease SET holder = %s WHERE name = 'schema' IF EXISTS"
                            .formatted(keyspace.asCql(true), UUID.randomUUID()));
            await().until(changing::isClosed);
        }
        assertThat(holder()).isNotNull();
    }

    @Test
    void whoCannotRenewItChangesNothingMore() {
        CqlSession cut = builder().build();
        try (SchemaLease lease = SchemaLease.take(cut, keyspace, SHORT);
                CqlSession changing = lease.guard(builder().build())) {
            cut.close();
            await().until(changing::isClosed);
        }
    }

    @Test
    void isOneInstancesAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        Callable<Integer> change =
                () -> {
                    try (SchemaLease _ = takePatiently()) {
                        int together = inside.incrementAndGet();
                        Thread.sleep(50);
                        inside.decrementAndGet();
                        return together;
                    }
                };
        try (var instances = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> changes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                changes.add(instances.submit(change));
            }
            for (Future<Integer> each : changes) {
                assertThat(each.get()).isEqualTo(1);
            }
        }
    }

    /// As a start does: of several that ask at once, Cassandra may answer one with what the driver
    /// cannot read, and the connection is gone.
    private SchemaLease takePatiently() throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return SchemaLease.take(session, keyspace, SHORT);
            } catch (DriverException e) {
                if (tries == 5) {
                    throw e;
                }
                Thread.sleep(1000);
            }
        }
    }

    /// Killed in the middle of its first change: by this version, and by one that used the
    /// migrator's own lock.
    @Test
    void whoDiedHoldsUpAStartForShort() {
        UUID dead = UUID.randomUUID();
        session.execute(
                "CREATE TABLE %s.schema_lease (name text PRIMARY KEY, holder uuid)"
                        .formatted(keyspace.asCql(true)));
        session.execute(
                "INSERT INTO %s.schema_lease (name, holder) VALUES ('schema', %s) USING TTL 3"
                        .formatted(keyspace.asCql(true), dead));
        session.execute(
                "CREATE TABLE %s.schema_migration_leader (keyspace_name text PRIMARY KEY, leader uuid, took_lead_at timestamp, leader_hostname text)"
                        .formatted(keyspace.asCql(true)));
        session.execute(
                "INSERT INTO %s.schema_migration_leader (keyspace_name, leader) VALUES ('%s', %s) USING TTL 300"
                        .formatted(keyspace.asCql(true), keyspace.asInternal(), dead));
        start();
        assertThat(holder()).isNull();
        // It did not wait for that one to end.
        assertThat(
                        session.execute(
                                        "SELECT leader FROM %s.schema_migration_leader"
                                                .formatted(keyspace.asCql(true)))
                                .all())
                .hasSize(1);
    }

    @Test
    void twoThatFindNoKeyspaceBothComeUp() throws Exception {
        session.execute("DROP KEYSPACE " + keyspace.asCql(true));
        try (var instances = Executors.newFixedThreadPool(2)) {
            Future<?> one = instances.submit(this::start);
            Future<?> other = instances.submit(this::start);
            one.get();
            other.get();
        }
    }

    /// As an instance does; its schema is there then.
    private void start() {
        var cassandra = new CassandraProperties();
        cassandra.setKeyspaceName(keyspace.asInternal());
        try (CqlSession started =
                new CassandraConfiguration()
                        .cqlSession(
                                new StaticListableBeanFactory(Map.of("builder", builder()))
                                        .getBeanProvider(CqlSessionBuilder.class),
                                cassandra,
                                new CassandraConfiguration.KeyspaceProperties(REPLICATION))) {
            assertThat(started.execute("SELECT user_id FROM blocks LIMIT 1").all()).isEmpty();
        }
    }

    private @Nullable UUID holder() {
        Row row =
                session.execute(
                                "SELECT holder FROM %s.schema_lease WHERE name = 'schema'"
                                        .formatted(keyspace.asCql(true)))
                        .one();
        return row == null ? null : row.getUuid("holder");
    }
}
