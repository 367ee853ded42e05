package chat.sentinel.presence.facts;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Feeds every [Projection] with its whole topic, at every instance: in no group, from the
/// beginning, nothing committed. A broker that is away is waited for; a topic that does not exist
/// yet is looked for again; a record that nobody can read is skipped and counted.
@Component
public class FactsReader implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(FactsReader.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long BETWEEN_LOOKS = Duration.ofSeconds(2).toNanos();

    private final Map<String, Projection> projections;
    private final Map<String, Object> settings;
    private final Counter skipped;
    private final Map<TopicPartition, Long> endsAtStart = new HashMap<>();
    private volatile boolean caughtUp;
    private volatile boolean running;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    FactsReader(List<Projection> projections, KafkaProperties kafka, MeterRegistry metrics) {
        this.projections =
                projections.stream()
                        .collect(Collectors.toMap(Projection::topic, Function.identity()));
        this.settings = new HashMap<>(kafka.buildConsumerProperties());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        this.skipped = metrics.counter("sentinel.presence.facts_skipped");
    }

    /// Whether all is known that was there at the start.
    public boolean isCaughtUp() {
        return caughtUp;
    }

    private void run() {
        while (running) {
            try (var made = new KafkaConsumer<String, byte[]>(settings)) {
                consumer = made;
                read(made);
            } catch (WakeupException | InterruptException e) {
                log.debug("Told to stop");
            } catch (RuntimeException e) {
                log.warn("Cannot read facts, beginning again: {}", e.toString());
                caughtUp = false;
                endsAtStart.clear();
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    private void read(KafkaConsumer<String, byte[]> from) {
        long lookAt = System.nanoTime();
        while (running) {
            if (System.nanoTime() - lookAt >= 0) {
                try {
                    assign(from);
                } catch (TimeoutException e) {
                    if (!caughtUp) {
                        throw e;
                    }
                    log.warn("Kafka is away; facts stay as they are: {}", e.toString());
                }
                lookAt = System.nanoTime() + BETWEEN_LOOKS;
            }
            if (from.assignment().isEmpty()) {
                caughtUp = true;
                pause();
                continue;
            }
            from.poll(Duration.ofMillis(200)).forEach(this::apply);
            if (!caughtUp) {
                endsAtStart
                        .entrySet()
                        .removeIf(end -> from.position(end.getKey()) >= end.getValue());
                caughtUp = endsAtStart.isEmpty();
            }
        }
    }

    /// Takes partitions that it does not read yet.
    private void assign(KafkaConsumer<String, byte[]> from) {
        Map<String, List<PartitionInfo>> there = from.listTopics(ANSWER);
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : projections.keySet()) {
            there.getOrDefault(topic, List.of())
                    .forEach(info -> all.add(new TopicPartition(topic, info.partition())));
        }
        List<TopicPartition> fresh =
                all.stream().filter(each -> !from.assignment().contains(each)).toList();
        if (!fresh.isEmpty()) {
            if (!caughtUp) {
                endsAtStart.putAll(from.endOffsets(fresh, ANSWER));
            }
            Map<TopicPartition, Long> positions = new HashMap<>();
            from.assignment().forEach(each -> positions.put(each, from.position(each)));
            from.assign(all);
            positions.forEach(from::seek);
            from.seekToBeginning(fresh);
        }
    }

    private void apply(ConsumerRecord<String, byte[]> record) {
        Projection projection = projections.get(record.topic());
        try {
            if (projection != null && record.key() != null) {
                projection.apply(record.key(), record.value());
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            skipped.increment();
            log.warn("A record of {} cannot be read: {}", record.topic(), e.toString());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("facts").start(this::run);
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
