package chat.sentinel.servicekit.tokens;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.user.UserEvent;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Reads `user.events` for [RevokedSessions]: all partitions, in no group, nothing committed,
/// from as far back as a living token can reach. Every instance of every service has its own. A
/// broker that is away is waited for; a record that nobody can read is skipped and counted.
final class RevocationReader implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RevocationReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS_WHEN_FOUND = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /// What the health check shows.
    enum State {
        /// Asking Kafka for the first time.
        STARTING,
        /// Reading what was there at the start.
        CATCHING_UP,
        /// Nothing of what was there at the start is left to read.
        CAUGHT_UP,
        /// Kafka does not answer; revocations up to then are known.
        UNREACHABLE
    }

    private final Map<String, Object> consumerSettings;
    private final String topic;
    private final Duration rewind;
    private final RevokedSessions revoked;
    private final Clock clock;
    private final Counter skipped;

    private final Map<TopicPartition, Long> endsAtStart = new HashMap<>();
    private volatile State state = State.STARTING;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile CountDownLatch stop = new CountDownLatch(1);

    RevocationReader(
            Map<String, Object> kafkaSettings,
            String topic,
            Duration rewind,
            RevokedSessions revoked,
            Clock clock,
            MeterRegistry meters) {
        this.consumerSettings = settings(kafkaSettings);
        this.topic = topic;
        this.rewind = rewind;
        this.revoked = revoked;
        this.clock = clock;
        this.skipped =
                Counter.builder("sentinel.tokens.revocations.skipped")
                        .description("Records of user.events that could not be read")
                        .register(meters);
        Gauge.builder("sentinel.tokens.revoked", revoked, RevokedSessions::size).register(meters);
    }

    private static Map<String, Object> settings(Map<String, Object> kafkaSettings) {
        Map<String, Object> settings = new HashMap<>(kafkaSettings);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    State state() {
        return state;
    }

    @Override
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        stop = new CountDownLatch(1);
        thread = Thread.ofPlatform().daemon().name("revocations").start(this::run);
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stop.countDown();
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
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
        Instant from = clock.instant().minus(rewind);
        Map<TopicPartition, Long> positions = new HashMap<>();
        while (!stopped()) {
            try (Consumer<byte[], byte[]> made = new KafkaConsumer<>(consumerSettings)) {
                consumer = made;
                read(made, from, positions);
            } catch (WakeupException | InterruptException e) {
                log.debug("Told to stop");
            } catch (RuntimeException e) {
                state = State.UNREACHABLE;
                log.warn("Cannot read {}, trying again: {}", topic, e.toString());
                pause(BETWEEN_LOOKS);
            } finally {
                consumer = null;
            }
        }
    }

    /// Until told to stop or until Kafka fails; `positions` tells the next try where to go on.
    private void read(
            Consumer<byte[], byte[]> from, Instant since, Map<TopicPartition, Long> positions) {
        Instant lookAgainAt = Instant.MIN;
        while (!stopped()) {
            Instant now = clock.instant();
            if (!now.isBefore(lookAgainAt)) {
                boolean found = assign(from, since, positions);
                lookAgainAt = now.plus(found ? BETWEEN_LOOKS_WHEN_FOUND : BETWEEN_LOOKS);
                revoked.forgetExpired();
            }
            if (from.assignment().isEmpty()) {
                pause(BETWEEN_LOOKS);
                continue;
            }
            for (ConsumerRecord<byte[], byte[]> record : from.poll(POLL)) {
                apply(record);
            }
            for (TopicPartition partition : from.assignment()) {
                positions.put(partition, from.position(partition, ANSWER));
            }
            endsAtStart.entrySet().removeIf(end -> reached(end, positions));
            state = endsAtStart.isEmpty() ? State.CAUGHT_UP : State.CATCHING_UP;
        }
    }

    private static boolean reached(
            Map.Entry<TopicPartition, Long> end, Map<TopicPartition, Long> positions) {
        Long position = positions.get(end.getKey());
        return position != null && position >= end.getValue();
    }

    /// Takes partitions that it does not read yet. A topic that does not exist holds no
    /// revocations.
    private boolean assign(
            Consumer<byte[], byte[]> from, Instant since, Map<TopicPartition, Long> positions) {
        List<PartitionInfo> infos = from.listTopics(ANSWER).getOrDefault(topic, List.of());
        Set<TopicPartition> assigned = from.assignment();
        List<TopicPartition> all = new ArrayList<>();
        infos.forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        List<TopicPartition> added = all.stream().filter(p -> !assigned.contains(p)).toList();
        if (!added.isEmpty()) {
            from.assign(all);
            seek(from, added, since, positions);
        } else if (all.isEmpty()) {
            state = State.CAUGHT_UP;
        }
        return !all.isEmpty();
    }

    private void seek(
            Consumer<byte[], byte[]> from,
            Collection<TopicPartition> added,
            Instant since,
            Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> ends = from.endOffsets(added, ANSWER);
        Map<TopicPartition, Long> times = new HashMap<>();
        added.forEach(partition -> times.put(partition, since.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> starts = from.offsetsForTimes(times, ANSWER);
        for (TopicPartition partition : added) {
            long end = ends.getOrDefault(partition, 0L);
            OffsetAndTimestamp start = starts.get(partition);
            Long position = positions.get(partition);
            if (position == null) {
                endsAtStart.put(partition, end);
                position = start == null ? end : start.offset();
            }
            from.seek(partition, position);
        }
        state = State.CATCHING_UP;
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            UserEvent event = UserEvent.parseFrom(record.value());
            if (event.hasSessionsRevoked()) {
                Instant at = Instant.ofEpochMilli(event.getTimestamp());
                for (ByteString id : event.getSessionsRevoked().getSessionIdsList()) {
                    revoked.revoke(SessionId.of(id), at);
                }
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            skipped.increment();
            log.error(
                    "Skipped an unreadable record: {}-{} offset {}",
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void pause(Duration wait) {
        try {
            var _ = stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
