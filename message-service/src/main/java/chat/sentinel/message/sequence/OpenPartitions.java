package chat.sentinel.message.sequence;

import chat.sentinel.contracts.Topics;
import chat.sentinel.message.store.LogGenerations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens partitions that this instance has come to own: learns which life of the topic this is,
/// and takes the partition's events over from the owner before.
final class OpenPartitions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenPartitions.class);

    private final LogGenerations generations;
    private final Map<String, Object> producerSettings;
    private final SequenceProperties properties;
    private final Admin admin;

    OpenPartitions(
            LogGenerations generations,
            Map<String, Object> producerSettings,
            Map<String, Object> adminSettings,
            SequenceProperties properties) {
        this.generations = generations;
        this.producerSettings = producerSettings;
        this.properties = properties;
        this.admin = Admin.create(adminSettings);
    }

    /// Returns at once. Waits for the stores as long as it takes, unless the partition is lost.
    void open(OwnedPartition partition) {
        Thread.ofPlatform()
                .daemon()
                .name("open-" + partition.logName())
                .start(() -> openAtLast(partition));
    }

    private void openAtLast(OwnedPartition partition) {
        EventPublisher events =
                new EventPublisher(partition.number(), producerSettings, properties.eventsLinger());
        long pause = properties.retryMin().toMillis();
        while (!partition.isDiscarded()) {
            try {
                UUID topicId = topicId();
                int generation = generations.of(partition.logName(), topicId);
                events.start();
                partition.open(new OwnedPartition.Opened(topicId, generation, events));
                return;
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | RuntimeException e) {
                log.warn("Partition {} cannot be opened yet: {}", partition.number(), e.toString());
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupted) {
                    return;
                }
                pause = Math.min(pause * 2, properties.retryMax().toMillis());
            }
        }
    }

    private UUID topicId() throws ExecutionException, InterruptedException {
        var topics = admin.describeTopics(List.of(Topics.CHAT_COMMANDS)).allTopicNames().get();
        var id = Objects.requireNonNull(topics.get(Topics.CHAT_COMMANDS)).topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
