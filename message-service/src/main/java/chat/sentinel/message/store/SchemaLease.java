package chat.sentinel.message.store;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The right to change the schema of a keyspace, of one instance at a time: the table
/// `schema_lease`. Renewed while it is held; of whoever dies it is missed for [#LIFE] at most.
/// The migrator's own lock would be held for five minutes then, whoever waits. Who loses it, or
/// cannot renew it in time, has the session closed that it [#guard]s. What was on its way then,
/// and what somebody sends who was frozen meanwhile, may still be done beside another.
final class SchemaLease implements AutoCloseable {
    static final Duration LIFE = Duration.ofSeconds(20);

    private static final Logger log = LoggerFactory.getLogger(SchemaLease.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final CqlSession session;
    private final String table;
    private final long seconds;
    private final Duration every;
    private final UUID holder = UUID.randomUUID();
    private final ScheduledExecutorService renewal =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("schema-lease").factory());
    private volatile long renewedNanos;
    private volatile boolean lost;
    private volatile @Nullable CqlSession guarded;

    private SchemaLease(CqlSession session, CqlIdentifier keyspace, Duration life) {
        this.session = session;
        this.table = keyspace.asCql(true) + ".schema_lease";
        this.seconds = life.toSeconds();
        this.every = life.dividedBy(4);
    }

    /// Waits until nobody else has it.
    ///
    /// @param life in whole seconds
    static SchemaLease take(CqlSession session, CqlIdentifier keyspace, Duration life) {
        SchemaLease lease = new SchemaLease(session, keyspace, life);
        try {
            lease.take();
        } catch (RuntimeException e) {
            // It may have been given without our being told.
            lease.close();
            throw e;
        }
        return lease;
    }

    private void take() {
        session.execute(
                "CREATE TABLE IF NOT EXISTS %s (name text PRIMARY KEY, holder uuid)"
                        .formatted(table));
        boolean told = false;
        while (!taken()) {
            if (!told) {
                told = true;
                log.info(
                        "Another instance changes the schema; this one waits. Should that one have died,"
                                + " {} s at most",
                        seconds);
            }
            pause();
        }
        var _ =
                renewal.scheduleAtFixedRate(
                        this::renew, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// What was asked twice, as the driver does when no answer comes, may be ours already.
    private boolean taken() {
        renewedNanos = System.nanoTime();
        ResultSet answer =
                session.execute(
                        "INSERT INTO %s (name, holder) VALUES ('schema', %s) IF NOT EXISTS USING TTL %d"
                                .formatted(table, holder, seconds));
        if (answer.wasApplied()) {
            return true;
        }
        Row other = answer.one();
        return other != null && holder.equals(other.getUuid("holder"));
    }

    private void renew() {
        if (lost) {
            return;
        }
        long asked = System.nanoTime();
        try {
            if (session.execute(
                            SimpleStatement.newInstance(
                                            "UPDATE %s USING TTL %d SET holder = %s WHERE name = 'schema' IF holder = %s"
                                                    .formatted(table, seconds, holder, holder))
                                    .setTimeout(every))
                    .wasApplied()) {
                renewedNanos = asked;
            } else {
                lose("it ran out, or another instance has it");
            }
        } catch (RuntimeException e) {
            // Anything that is thrown would end the renewals.
            log.warn("Cassandra does not renew the right to change the schema: {}", e.toString());
            Duration old = Duration.ofNanos(System.nanoTime() - renewedNanos);
            if (old.compareTo(every.multipliedBy(3)) >= 0) {
                lose("it was not renewed for " + old.toSeconds() + " s");
            }
        }
    }

    private void lose(String why) {
        log.error("The right to change the schema is lost, {}: nothing more is changed", why);
        lost = true;
        closeGuarded();
    }

    private void closeGuarded() {
        CqlSession changing = guarded;
        if (lost && changing != null) {
            changing.forceCloseAsync();
        }
    }

    /// @param changing may change the schema for as long as this is held
    CqlSession guard(CqlSession changing) {
        guarded = changing;
        closeGuarded();
        return changing;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while another instance changes the schema", e);
        }
    }

    /// Waits for a renewal that is under way: it would not come after the end.
    @Override
    public void close() {
        renewal.close();
        try {
            session.execute(
                    "DELETE FROM %s WHERE name = 'schema' IF holder = %s".formatted(table, holder));
        } catch (RuntimeException e) {
            log.warn("Who changes the schema next waits for {} s: {}", seconds, e.toString());
        }
    }
}
