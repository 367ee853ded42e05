package chat.sentinel.servicekit.listeners;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.Backends;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

class FactListenersTest {
    private final String servers = Backends.kafka().bootstrapServers();
    private final String topic = "facts." + UUID.randomUUID();
    private final DefaultKafkaProducerFactory<String, byte[]> producers =
            new DefaultKafkaProducerFactory<>(
                    Map.of("bootstrap.servers", servers),
                    new StringSerializer(),
                    new ByteArraySerializer());
    private final KafkaTemplate<String, byte[]> kafka = new KafkaTemplate<>(producers);
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger turnsThatTheStoreIsDown = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable ConcurrentMessageListenerContainer<String, byte[]> listener;

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    @AfterEach
    void close() {
        if (listener != null) {
            listener.stop();
        }
        producers.destroy();
    }

    @Test
    void aBadRecordIsPutAsideIntoATopicThatIsMadeForIt() throws Exception {
        listen();
        // Or its first rise would be none to Prometheus.
        assertThat(counted()).isZero();

        send("one", "good");
        send("two", "bad");
        send("three", "good");

        await().until(() -> taken.contains("three"));
        assertThat(taken).containsExactly("one", "three");
        assertThat(deadLetters()).containsExactly("two");
        assertThat(counted()).isEqualTo(1);
    }

    @Test
    void aStoreThatIsDownLosesNothingAndPutsNothingAside() throws Exception {
        turnsThatTheStoreIsDown.set(4);
        listen();

        send("one", "good");
        send("two", "bad");
        send("three", "good");

        await().atMost(Duration.ofSeconds(30)).until(() -> taken.contains("three"));
        assertThat(turnsThatTheStoreIsDown).hasValueLessThanOrEqualTo(0);
        assertThat(taken).containsExactly("one", "three");
        assertThat(deadLetters()).containsExactly("two");
    }

    private void listen() {
        KafkaProperties properties = new KafkaProperties();
        properties.setBootstrapServers(List.of(servers));
        KafkaAdmin admin = new KafkaAdmin(Map.of("bootstrap.servers", servers));
        var factory =
                new FactListeners(properties, new DeadLetters(admin, kafka, meters), meters)
                        .batches(200);
        listener = factory.createContainer(topic);
        listener.getContainerProperties().setGroupId(topic);
        listener.getContainerProperties()
                .setMessageListener((BatchMessageListener<String, byte[]>) this::take);
        listener.start();
    }

    private void take(List<ConsumerRecord<String, byte[]>> records) {
        for (int i = 0; i < records.size(); i++) {
            if (turnsThatTheStoreIsDown.getAndDecrement() > 0) {
                throw new BatchListenerFailedException(
                        "down", new IllegalArgumentException("as some clients say it"), i);
            }
            if (new String(records.get(i).value(), StandardCharsets.UTF_8).equals("bad")) {
                throw new BatchListenerFailedException(
                        "bad", new DefectException(new IllegalStateException()), i);
            }
            taken.add(records.get(i).key());
        }
    }

    private double counted() {
        return meters.get("sentinel.listeners.dead_letters").counter().count();
    }

    private void send(String key, String value) throws Exception {
        kafka.send(topic, key, value.getBytes(StandardCharsets.UTF_8)).get();
    }

    private List<String> deadLetters() {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic + ".dlt", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            List<String> keys = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> keys.add(each.key()));
            }
            return keys;
        }
    }
}
