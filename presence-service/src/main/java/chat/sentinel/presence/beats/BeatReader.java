package chat.sentinel.presence.beats;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.presence.topics.TopicsProperties;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// One thread that takes what nodes say and sweeps the shards whose partitions it holds. A shard is
/// swept only while everything that was said of it is taken: after an outage nobody is taken for
/// gone whose signs are still in the topic.
///
/// A Redis that is away is waited for, in place. A record that nobody can read is skipped and
/// counted.
@Component
class BeatReader implements SmartLifecycle {
    private static final int CLIENT_ANSWER_MS = 5_000;
    private static final Logger log = LoggerFactory.getLogger(BeatReader.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration BETWEEN_CONTACTS = Duration.ofSeconds(5);

    private final BeatRecords beats;
    private final FactRecords facts;
    private final Sweep sweep;
    private final TopicsProperties topics;
    private final Map<String, Object> settings;
    private final Counter unreadable;
    private final MeterRegistry metrics;
    private volatile boolean running;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Thread thread;
    private long sweepAt;
    private long contactAt;

    /// Since Kafka was away, not before nodes had the time to say everything again.
    private long judgeAt;

    BeatReader(
            BeatRecords beats,
            FactRecords facts,
            Sweep sweep,
            TopicsProperties topics,
            KafkaProperties kafka,
            MeterRegistry metrics) {
        this.beats = beats;
        this.facts = facts;
        this.sweep = sweep;
        this.topics = topics;
        this.metrics = metrics;
        this.settings = new HashMap<>(kafka.buildConsumerProperties());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, topics.group());
        // The broker says how soon it misses a dead instance, as for the owners of chats.
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
        // Or a partition that was taken over may rest for a minute, by an answer that is lost.
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CLIENT_ANSWER_MS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, CLIENT_ANSWER_MS);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        this.unreadable = metrics.counter("sentinel.presence.records_unreadable");
    }

    private void run() {
        while (running) {
            try (var made = new KafkaConsumer<String, byte[]>(settings);
                    var measures = new KafkaClientMetrics(made, Tags.of("spring.id", "beats"))) {
                measures.bindTo(metrics);
                consumer = made;
                made.subscribe(
                        List.of(
                                topics.heartbeats(),
                                topics.users(),
                                topics.blocks(),
                                topics.members(),
                                topics.statuses()));
                while (running) {
                    take(made);
                    sweepIfTime(made);
                }
            } catch (WakeupException | InterruptException e) {
                log.debug("Told to stop");
            } catch (RuntimeException e) {
                log.warn("The reading of heartbeats failed, beginning again: {}", e.toString());
                pause(1_000);
            } finally {
                consumer = null;
            }
        }
    }

    private void take(KafkaConsumer<String, byte[]> from) {
        boolean any = false;
        for (ConsumerRecord<String, byte[]> record : from.poll(POLL)) {
            untilTaken(from, record);
            any = true;
        }
        if (any) {
            beats.announce();
            from.commitAsync();
        }
    }

    private void untilTaken(
            KafkaConsumer<String, byte[]> from, ConsumerRecord<String, byte[]> record) {
        boolean waited = false;
        while (running) {
            try {
                take(record);
                break;
            } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
                unreadable.increment();
                log.warn("A record of {} cannot be read: {}", record.topic(), e.toString());
                break;
            } catch (DataAccessException e) {
                log.warn("Redis is away: {}", e.toString());
                // Stays in the group and takes nothing more.
                from.pause(from.assignment());
                giveBack(from, from.poll(Duration.ZERO));
                waited = true;
                pause(ThreadLocalRandom.current().nextInt(200, 600));
            }
        }
        if (waited) {
            from.resume(from.assignment());
        }
    }

    /// Of partitions that came meanwhile and are not paused yet.
    private static void giveBack(
            KafkaConsumer<String, byte[]> from, ConsumerRecords<String, byte[]> early) {
        for (TopicPartition each : early.partitions()) {
            from.seek(each, early.records(each).getFirst().offset());
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) throws InvalidProtocolBufferException {
        byte[] value = record.value();
        String topic = record.topic();
        if (topic.equals(topics.statuses())) {
            beats.alsoTell(facts.status(String.valueOf(record.key()), value, record.timestamp()));
            return;
        }
        if (value == null) {
            return;
        }
        if (topic.equals(topics.heartbeats())) {
            beats.take(value, record.timestamp());
        } else if (topic.equals(topics.members())) {
            facts.member(value, record.timestamp());
        } else if (topic.equals(topics.blocks())) {
            facts.block(value, record.timestamp());
        } else {
            facts.user(value);
        }
    }

    private void sweepIfTime(KafkaConsumer<String, byte[]> from) {
        long now = System.nanoTime();
        if (now - sweepAt < 0 || !inContact(from, now) || now - judgeAt < 0) {
            return;
        }
        boolean more = false;
        int partitions = from.partitionsFor(topics.heartbeats(), ANSWER).size();
        try {
            for (TopicPartition held : from.assignment()) {
                OptionalLong lag = from.currentLag(held);
                if (!held.topic().equals(topics.heartbeats())
                        || lag.isEmpty()
                        || lag.getAsLong() > 0) {
                    continue;
                }
                for (int shard = 0; shard < PresenceShards.COUNT; shard++) {
                    if (PresenceShards.partition(shard, partitions) == held.partition()) {
                        more |= sweep.shard(shard);
                    }
                }
            }
        } catch (DataAccessException e) {
            log.warn("Redis is away: {}", e.toString());
        }
        // Where more is due it goes on at once, but takes signs in between.
        sweepAt = more ? now : now + sweep.every().toNanos();
    }

    /// Whether Kafka answered lately: where it does not, no sign comes of anybody.
    private boolean inContact(KafkaConsumer<String, byte[]> from, long now) {
        if (now - contactAt < BETWEEN_CONTACTS.toNanos()) {
            return true;
        }
        try {
            from.endOffsets(from.assignment(), ANSWER);
            contactAt = now;
            return true;
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            log.warn("Kafka is away; nobody is taken for gone");
            judgeAt = System.nanoTime() + Sweep.SIGNS_AGAIN.toNanos();
            return false;
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        sweepAt = System.nanoTime();
        contactAt = System.nanoTime() - BETWEEN_CONTACTS.toNanos();
        judgeAt = System.nanoTime();
        thread = Thread.ofPlatform().daemon().name("heartbeats").start(this::run);
    }

    @Override
    public synchronized void stop() {
        running = false;
        KafkaConsumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        Thread ending = thread;
        if (ending != null) {
            try {
                if (!ending.join(Duration.ofSeconds(5))) {
                    ending.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
