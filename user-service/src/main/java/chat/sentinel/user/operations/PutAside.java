package chat.sentinel.user.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.stereotype.Component;

/// Records that were bad in themselves: each service puts what it cannot deal with on `TOPIC.dlt`,
/// with the cause in its headers, and goes on. Here they are listed and, once what was wrong is
/// mended, sent again.
@Component
class PutAside {
    private static final String END = ".dlt";

    /// What is shown at a time.
    private static final int PAGE = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaOperators kafka;
    private final KafkaProperties properties;

    PutAside(KafkaOperators kafka, KafkaProperties properties) {
        this.kafka = kafka;
        this.properties = properties;
    }

    /// @param count of records that are kept; replayed ones are among them
    record Topic(String topic, long count) {}

    /// @param cause what the service said that put it aside
    /// @param originalTopic where a replay sends it; null: it cannot be sent again
    /// @param size of its value in bytes; what it says is not shown
    record Letter(
            int partition,
            long offset,
            Instant at,
            @Nullable String key,
            int size,
            @Nullable String cause,
            @Nullable String originalTopic,
            @Nullable Long originalOffset) {}

    List<Topic> topics() {
        return kafka.ask(
                admin -> {
                    var topics = new ArrayList<Topic>();
                    List<String> names =
                            admin.listTopics().names().get().stream()
                                    .filter(name -> name.endsWith(END))
                                    .sorted()
                                    .toList();
                    for (String name : names) {
                        long count = 0;
                        for (Range range : ranges(admin, name)) {
                            count += range.end() - range.begin();
                        }
                        topics.add(new Topic(name, count));
                    }
                    return topics;
                });
    }

    private record Range(TopicPartition partition, long begin, long end) {}

    private static List<Range> ranges(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
        var partitions = Objects.requireNonNull(topics.get(topic)).partitions();
        var ranges = new ArrayList<Range>();
        for (var info : partitions) {
            var partition = new TopicPartition(topic, info.partition());
            ranges.add(
                    new Range(
                            partition,
                            offset(admin, partition, OffsetSpec.earliest()),
                            offset(admin, partition, OffsetSpec.latest())));
        }
        return ranges;
    }

    private static long offset(Admin admin, TopicPartition partition, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(partition, which))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /// The newest first, 100 at most.
    ///
    /// @throws SentinelException NOT_FOUND when there is no such topic of dead letters
    List<Letter> list(String topic) {
        List<Range> ranges = rangesOf(topic);
        try (var consumer = consumer()) {
            var found = new ArrayList<Letter>();
            for (Range range : ranges) {
                long from = Math.max(range.begin(), range.end() - PAGE);
                read(consumer, range.partition(), from, range.end())
                        .forEach(record -> found.add(letter(record)));
            }
            found.sort(Comparator.comparing(Letter::at).reversed());
            return found.size() > PAGE ? List.copyOf(found.subList(0, PAGE)) : found;
        } catch (KafkaException e) {
            throw KafkaOperators.away(e);
        }
    }

    /// Sends a record to the topic that it came from, under its key, so with those of its chat or
    /// user, behind all that are there. Whoever has dealt with it already takes it for a repeat.
    /// The dead letter stays where it is.
    ///
    /// @return the topic that it was sent to
    /// @throws SentinelException NOT_FOUND when there is no such record, VALIDATION_FAILED when it
    ///     did not come from a topic, or from a compacted one, OUTCOME_UNKNOWN when Kafka did
    ///     not confirm it in time
    String replay(String topic, int partition, long offset) {
        Range range =
                rangesOf(topic).stream()
                        .filter(r -> r.partition().partition() == partition)
                        .filter(r -> r.begin() <= offset && offset < r.end())
                        .findFirst()
                        .orElseThrow(PutAside::nothing);
        ConsumerRecord<byte[], byte[]> record;
        try (var consumer = consumer()) {
            record =
                    read(consumer, range.partition(), offset, offset + 1).stream()
                            .findFirst()
                            .orElseThrow(PutAside::nothing);
        } catch (KafkaException e) {
            throw KafkaOperators.away(e);
        }
        String original = letter(record).originalTopic();
        if (original == null) {
            throw new SentinelException(
                    ErrorCode.VALIDATION_FAILED, "What is on " + topic + " came from no topic");
        }
        if (isCompacted(original)) {
            throw new SentinelException(
                    ErrorCode.VALIDATION_FAILED,
                    original
                            + " keeps the last record of each key only: an old one sent again would take the place of a newer");
        }
        send(new ProducerRecord<>(original, record.key(), record.value()));
        return original;
    }

    private boolean isCompacted(String topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return kafka.ask(
                admin ->
                        Objects.requireNonNull(
                                        admin.describeConfigs(List.of(resource))
                                                .values()
                                                .get(resource))
                                .get()
                                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                                .value()
                                .contains(TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        var bytes = new ByteArraySerializer();
        try (var producer =
                new KafkaProducer<>(properties.buildProducerProperties(), bytes, bytes)) {
            producer.send(record).get(PATIENCE.multipliedBy(2).toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new SentinelException(
                    ErrorCode.OUTCOME_UNKNOWN, "Kafka did not confirm it in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SentinelException(ErrorCode.OUTCOME_UNKNOWN, "Interrupted", e);
        }
    }

    private List<Range> rangesOf(String topic) {
        return kafka.ask(
                admin -> {
                    if (!topic.endsWith(END) || !admin.listTopics().names().get().contains(topic)) {
                        throw nothing();
                    }
                    return ranges(admin, topic);
                });
    }

    private static SentinelException nothing() {
        return new SentinelException(ErrorCode.NOT_FOUND, ErrorCode.NOT_FOUND.title());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = properties.buildConsumerProperties();
        // No group: it keeps no place.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(settings, bytes, bytes);
    }

    /// @return those that are there, of `from` to `end` without it
    private static List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition, PATIENCE) < end && System.nanoTime() < deadline) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                if (record.offset() < end) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
        return new Letter(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key() == null ? null : new String(record.key(), UTF_8),
                record.value() == null ? 0 : record.value().length,
                header(record, KafkaHeaders.DLT_EXCEPTION_MESSAGE, text -> new String(text, UTF_8)),
                header(record, KafkaHeaders.DLT_ORIGINAL_TOPIC, text -> new String(text, UTF_8)),
                header(
                        record,
                        KafkaHeaders.DLT_ORIGINAL_OFFSET,
                        number -> ByteBuffer.wrap(number).getLong()));
    }

    private static <T> @Nullable T header(
            ConsumerRecord<byte[], byte[]> record, String name, Function<byte[], T> read) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : read.apply(header.value());
    }
}
