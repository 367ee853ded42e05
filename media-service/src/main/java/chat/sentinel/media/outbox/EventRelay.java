package chat.sentinel.media.outbox;

import chat.sentinel.media.topics.TopicsProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Carries the outbox to Kafka. A round takes the oldest events, of each file only the first,
/// sends them, and deletes what Kafka has acknowledged; so a file's next event is sent only
/// when the one before it has arrived, whatever fails. What is sent but not deleted is sent
/// again: consumers drop versions that they have had.
///
/// One instance relays at a time (an advisory lock of the round's transaction); the others wait
/// for the lock for a moment, since their own events may have come after that round has looked.
@Component
class EventRelay implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(EventRelay.class);
    private static final long LOCK = 0x73656e74_6d656469L;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration RETENTION = Duration.ofDays(30);
    private static final int BATCH = 500;
    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(10);

    private final TopicsProperties topics;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final KafkaTemplate<String, byte[]> kafka;
    private final KafkaAdmin admin;
    private final Counter published;
    private final Counter failed;
    private final AtomicLong waiting = new AtomicLong();
    private final Semaphore woken = new Semaphore(0);
    private boolean topicMade;
    private volatile boolean stopped;
    private volatile @Nullable Thread thread;

    EventRelay(
            TopicsProperties topics,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            KafkaTemplate<String, byte[]> kafka,
            KafkaAdmin admin,
            MeterRegistry meters) {
        this.topics = topics;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.kafka = kafka;
        this.admin = admin;
        this.published = Counter.builder("sentinel.media.events.published").register(meters);
        this.failed = Counter.builder("sentinel.media.events.failed").register(meters);
        Gauge.builder("sentinel.media.events.waiting", waiting, AtomicLong::get).register(meters);
    }

    private record Event(long position, String key, byte[] payload) {}

    /// Something was committed.
    void wake() {
        woken.release();
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            stopped = false;
            thread = Thread.ofPlatform().name("event-relay").start(this::run);
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stopped = true;
        wake();
        try {
            if (!running.join(Duration.ofSeconds(5))) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (!stopped) {
            try {
                makeTopic();
                while (!stopped && round()) {
                    // There may be more.
                }
                sleepUntilWoken();
            } catch (InterruptedException e) {
                return;
            } catch (PessimisticLockingFailureException e) {
                log.debug("Another instance relays");
            } catch (Exception e) {
                failed.increment();
                log.warn("Cannot publish events of files, trying again: {}", e.toString());
                pause();
            }
        }
    }

    private void sleepUntilWoken() throws InterruptedException {
        if (woken.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
    }

    private void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /// Kafka may be away when the service starts, so the topic is made before the first round.
    private void makeTopic() throws InterruptedException, ExecutionException, TimeoutException {
        if (topicMade) {
            return;
        }
        try (Admin client = Admin.create(admin.getConfigurationProperties())) {
            make(client);
        }
        topicMade = true;
    }

    private void make(Admin client)
            throws InterruptedException, ExecutionException, TimeoutException {
        NewTopic topic =
                new NewTopic(topics.media(), topics.partitions(), topics.replicas())
                        .configs(
                                Map.of(
                                        TopicConfig.RETENTION_MS_CONFIG,
                                        String.valueOf(RETENTION.toMillis())));
        try {
            client.createTopics(List.of(topic)).all().get(5, TimeUnit.SECONDS);
            log.info("Made the topic {}", topics.media());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /// @return whether there may be more to send at once
    private boolean round() {
        return Boolean.TRUE.equals(transaction.execute(status -> relay()));
    }

    private boolean relay() {
        // A process that is frozen here must not hold the others up: the server ends its
        // transaction.
        jdbc.sql("set local idle_in_transaction_session_timeout = '20s'").update();
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query().singleColumn();
        List<Event> oldest =
                jdbc.sql("select position, media_id, payload from outbox order by position limit ?")
                        .param(BATCH)
                        .query(
                                (row, _) ->
                                        new Event(
                                                row.getLong(1), row.getString(2), row.getBytes(3)))
                        .list();
        waiting.set(oldest.size());
        if (oldest.isEmpty()) {
            return false;
        }
        List<Long> acknowledged = send(oldest);
        jdbc.sql("delete from outbox where position = any(?)")
                .param(acknowledged.toArray(Long[]::new))
                .update();
        published.increment(acknowledged.size());
        waiting.addAndGet(-acknowledged.size());
        return !acknowledged.isEmpty();
    }

    private List<Long> send(List<Event> oldest) {
        Map<Long, CompletableFuture<?>> sent = new LinkedHashMap<>();
        Set<String> keys = new HashSet<>();
        for (Event event : oldest) {
            if (keys.add(event.key())) {
                try {
                    sent.put(
                            event.position(),
                            kafka.send(topics.media(), event.key(), event.payload()));
                } catch (RuntimeException e) {
                    log.warn("Kafka takes no events of files: {}", e.toString());
                    break;
                }
            }
        }
        kafka.flush();
        List<Long> acknowledged = new ArrayList<>();
        sent.forEach(
                (position, answer) -> {
                    try {
                        answer.get(ACKNOWLEDGED.toMillis(), TimeUnit.MILLISECONDS);
                        acknowledged.add(position);
                    } catch (ExecutionException | TimeoutException e) {
                        failed.increment();
                        log.warn("Kafka has not taken an event of a file: {}", e.toString());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        return acknowledged;
    }
}
