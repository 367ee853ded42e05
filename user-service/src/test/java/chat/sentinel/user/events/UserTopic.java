package chat.sentinel.user.events;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads user.events from its beginning.
final class UserTopic implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<UserEvent> read = new ArrayList<>();

    private UserTopic(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    static UserTopic read(String bootstrapServers, String topic) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "group.id",
                                UUID.randomUUID().toString(),
                                "auto.offset.reset",
                                "earliest",
                                "metadata.max.age.ms",
                                500),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        UserTopic reader = new UserTopic(consumer);
        consumer.subscribe(List.of(topic));
        long giveUpAt = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (consumer.assignment().isEmpty() && System.nanoTime() < giveUpAt) {
            reader.poll();
        }
        return reader;
    }

    /// Events of one user in the order in which they are in the log, at least so many, within
    /// the time.
    List<UserEvent> of(UserId user, int number, Duration within) {
        long giveUpAt = System.nanoTime() + within.toNanos();
        List<UserEvent> found = found(user);
        while (found.size() < number && System.nanoTime() < giveUpAt) {
            poll();
            found = found(user);
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(number);
        return found;
    }

    private List<UserEvent> found(UserId user) {
        return read.stream().filter(event -> event.getUserId().equals(user.byteString())).toList();
    }

    private void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            try {
                UserEvent event = UserEvent.parseFrom(record.value());
                assertThat(record.key()).isEqualTo(UserId.of(event.getUserId()).toString());
                read.add(event);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
