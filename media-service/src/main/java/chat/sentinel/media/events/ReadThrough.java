package chat.sentinel.media.events;

import chat.sentinel.media.topics.TopicsProperties;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/// How far `chat.events` has been read, by all instances together.
@Component
public class ReadThrough {
    private static final Logger log = LoggerFactory.getLogger(ReadThrough.class);
    private static final int PATIENCE_SECONDS = 10;

    /// What Kafka says where there is no record since then.
    private static final long NONE = -1;

    private final KafkaAdmin kafka;
    private final TopicsProperties topics;

    ReadThrough(KafkaAdmin kafka, TopicsProperties topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /// @return whether everything from before this moment is known here; false also where Kafka
    ///     does not say
    public boolean reaches(Instant moment) {
        try (Admin admin = Admin.create(kafka.getConfigurationProperties())) {
            List<TopicPartition> partitions =
                    admin
                            .describeTopics(List.of(topics.chats()))
                            .allTopicNames()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .map(one -> new TopicPartition(topics.chats(), one.partition()))
                            .toList();
            Map<TopicPartition, Long> wanted =
                    offsets(admin, partitions, OffsetSpec.forTimestamp(moment.toEpochMilli()));
            Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
            Map<TopicPartition, OffsetAndMetadata> read =
                    admin.listConsumerGroupOffsets(topics.group())
                            .partitionsToOffsetAndMetadata()
                            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (TopicPartition partition : partitions) {
                long to = wanted.getOrDefault(partition, NONE);
                if (to == NONE) {
                    to = ends.getOrDefault(partition, Long.MAX_VALUE);
                }
                OffsetAndMetadata here = read.get(partition);
                if ((here == null ? 0 : here.offset()) < to) {
                    return false;
                }
            }
            return true;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.warn("Cannot see how far {} is read: {}", topics.chats(), e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(one -> one, _ -> asked)))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }
}
