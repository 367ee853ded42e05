package chat.sentinel.servicekit.listeners;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConsumerAwareRecordRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;

/// Puts a record that is bad in itself aside, into `TOPIC.dlt`, which keeps it for 30 days. That
/// topic is made when it is needed first, so that it does not matter whether Kafka was there when
/// the service started. Throws while Kafka does not take it: the record is then tried again.
public final class DeadLetters implements ConsumerAwareRecordRecoverer {
    private static final String KEPT = Long.toString(Duration.ofDays(30).toMillis());

    private final KafkaAdmin admin;
    private final DeadLetterPublishingRecoverer publisher;
    private final Counter counter;
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    DeadLetters(KafkaAdmin admin, KafkaTemplate<String, byte[]> kafka, MeterRegistry meters) {
        this.admin = admin;
        // Without the topic: it is there before the first one, so that the first one is a rise.
        counter =
                Counter.builder("sentinel.listeners.dead_letters")
                        .description("Records that were put aside")
                        .register(meters);
        publisher =
                new DeadLetterPublishingRecoverer(
                        kafka, (record, _) -> new TopicPartition(topicOf(record.topic()), -1));
    }

    private static String topicOf(String topic) {
        return topic + ".dlt";
    }

    /// For what is sent to a dead-letter topic by hand. Returns once there is one.
    public void makeTopic(String name) {
        if (made.contains(name)) {
            return;
        }
        admin.createOrModifyTopics(
                TopicBuilder.name(name).config(TopicConfig.RETENTION_MS_CONFIG, KEPT).build());
        made.add(name);
    }

    /// One was sent there by hand.
    public void sent() {
        counter.increment();
    }

    @Override
    public void accept(
            ConsumerRecord<?, ?> record,
            @Nullable Consumer<?, ?> consumer,
            @Nullable Exception why) {
        makeTopic(topicOf(record.topic()));
        publisher.accept(record, consumer, Objects.requireNonNull(why));
        counter.increment();
    }
}
