package chat.sentinel.notification.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Learns by LISTEN, on a connection of its own, what any instance has written. What is said while
/// there is no connection is not said again: a client reads the list when it connects, and what
/// it misses afterwards it finds there.
@Component
class AlertListener implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AlertListener.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final JdbcConnectionDetails database;
    private final Teller teller;
    private final Duration gather;
    private final Counter reconnects;
    private final Counter failed;
    private volatile boolean running;
    private volatile boolean listening;
    private @Nullable Thread thread;

    AlertListener(
            JdbcConnectionDetails database,
            Teller teller,
            SocketProperties properties,
            MeterRegistry meters) {
        this.database = database;
        this.teller = teller;
        this.gather = properties.gather();
        this.reconnects = meters.counter("sentinel.notification.listen_reconnects");
        this.failed = meters.counter("sentinel.notification.alerts_failed");
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("alerts").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread listener = thread;
        if (listener != null) {
            listener.interrupt();
            try {
                listener.join(WAIT.multipliedBy(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Whether what is written now will be heard.
    boolean isListening() {
        return listening;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (running) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("listen alerts");
                listening = true;
                pause = FIRST_PAUSE;
                listen(connection.unwrap(PGConnection.class), statement);
            } catch (SQLException e) {
                if (running) {
                    reconnects.increment();
                    log.warn("Alerts are not heard for now: {}", e.toString());
                }
            }
            listening = false;
            pause = pause(pause);
        }
    }

    /// @return how long the next one is
    private Duration pause(Duration pause) {
        try {
            Thread.sleep(
                    pause.toMillis() / 2
                            + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1));
        } catch (InterruptedException e) {
            // Asked to stop; `running` says so.
        }
        Duration longer = pause.multipliedBy(2);
        return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "notification-service alerts");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        if (database.getUsername() != null) {
            properties.setProperty("user", database.getUsername());
        }
        if (database.getPassword() != null) {
            properties.setProperty("password", database.getPassword());
        }
        return DriverManager.getConnection(database.getJdbcUrl(), properties);
    }

    private void listen(PGConnection connection, Statement statement) throws SQLException {
        long lookAt = System.nanoTime() + LOOK.toNanos();
        while (running) {
            Heard heard = new Heard();
            if (add(heard, connection.getNotifications((int) WAIT.toMillis()))) {
                long end = System.nanoTime() + gather.toNanos();
                for (long left = gather.toMillis();
                        left > 0;
                        left = (end - System.nanoTime()) / 1_000_000) {
                    add(heard, connection.getNotifications((int) left));
                }
                tell(heard);
            }
            if (System.nanoTime() > lookAt) {
                // A connection that died without a word is noticed by this.
                statement.execute("select 1");
                lookAt = System.nanoTime() + LOOK.toNanos();
            }
        }
    }

    private boolean add(Heard heard, PGNotification @Nullable [] notifications) {
        if (notifications == null) {
            return false;
        }
        for (PGNotification notification : notifications) {
            try {
                heard.add(notification.getParameter());
            } catch (IllegalArgumentException e) {
                failed.increment();
                log.warn("Not an alert: {}", e.toString());
            }
        }
        return notifications.length > 0;
    }

    private void tell(Heard heard) {
        try {
            teller.tell(heard);
        } catch (RuntimeException e) {
            failed.increment();
            log.warn("Some are not told; they find it in the list: {}", e.toString());
        }
    }
}
