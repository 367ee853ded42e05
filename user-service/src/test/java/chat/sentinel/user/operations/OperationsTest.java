package chat.sentinel.user.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.Topics;
import chat.sentinel.testkit.Backends;
import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestClient;
import chat.sentinel.user.TestPerson;
import chat.sentinel.user.account.AdminCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.KafkaHeaders;
import tools.jackson.databind.JsonNode;

class OperationsTest extends RunningService {
    @Autowired private AdminCommand appointing;
    @Autowired private OperationsCommand command;
    @Autowired private KafkaTemplate<String, byte[]> kafka;
    @Autowired private KafkaAdmin kafkaAdmin;

    private final String topic = "operations." + UUID.randomUUID();
    private final String put = topic + ".dlt";
    private TestClient administrator = client();
    private KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(settings());

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        settings.put("bootstrap.servers", Backends.kafka().bootstrapServers());
        settings.put("group.id", topic);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        return settings;
    }

    @BeforeEach
    void appoint() {
        TestPerson root = person();
        appointing.run(List.of("create", root.username()), () -> "");
        administrator = root.again().signedIn();
        kafkaAdmin.createOrModifyTopics(
                TopicBuilder.name(topic).partitions(2).build(),
                TopicBuilder.name(put).partitions(1).build());
    }

    @AfterEach
    void close() {
        reader.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/nodes",
        "GET, /admin/consumer-groups",
        "GET, /admin/dead-letters",
        "GET, /admin/dead-letters/some.dlt",
        "POST, /admin/dead-letters/some.dlt/0/0/replay",
        "GET, /admin/signing-keys",
        "POST, /admin/signing-keys"
    })
    void areForAdministratorsOnly(String method, String path) {
        TestClient somebody = person().again().signedIn();
        assertThat((method.equals("GET") ? somebody.get(path) : somebody.post(path)).status())
                .isEqualTo(403);
        TestClient nobody = client();
        assertThat((method.equals("GET") ? nobody.get(path) : nobody.post(path)).status())
                .isEqualTo(401);
    }

    @Test
    void showHowFarBehindAGroupIs() {
        for (int i = 0; i < 5; i++) {
            kafka.send(topic, "key", new byte[] {1}).join();
        }
        reader.subscribe(List.of(topic));
        await().until(() -> !reader.poll(Duration.ofMillis(200)).isEmpty());
        TopicPartition partition =
                reader.assignment().stream()
                        .filter(p -> reader.position(p) > 0)
                        .findFirst()
                        .orElseThrow();
        reader.commitSync(Map.of(partition, new OffsetAndMetadata(2)));

        JsonNode group = named(administrator.get("/admin/consumer-groups").body().get("groups"));

        assertThat(group.get("lag").asLong()).isEqualTo(3);
        assertThat(group.get("state").asString()).isEqualTo("stable");
        assertThat(group.get("members").asInt()).isEqualTo(1);
        assertThat(command.run(List.of("lag"))).contains(topic);

        reader.close();
        await().untilAsserted(
                        () -> {
                            JsonNode left =
                                    named(
                                            administrator
                                                    .get("/admin/consumer-groups")
                                                    .body()
                                                    .get("groups"));
                            assertThat(left.get("members").asInt()).isZero();
                            assertThat(left.get("state").asString()).isEqualTo("empty");
                        });
    }

    private JsonNode named(JsonNode groups) {
        return groups.values().stream()
                .filter(group -> group.get("name").asString().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void showWhatWasPutAsideAndSendItAgain() {
        ConsumerRecord<byte[], byte[]> letter = putAside("chat-1", "broken then, good now", topic);

        JsonNode shown =
                administrator.get("/admin/dead-letters/" + put).body().get("dead_letters").get(0);
        assertThat(shown.get("key").asString()).isEqualTo("chat-1");
        assertThat(shown.get("cause").asString()).isEqualTo("no such kind");
        assertThat(shown.get("original_topic").asString()).isEqualTo(topic);
        assertThat(shown.get("original_offset").asLong()).isEqualTo(17);
        assertThat(shown.toString()).doesNotContain("broken");
        assertThat(administrator.get("/admin/dead-letters").text()).contains(put);
        assertThat(command.run(List.of("dead-letters", put))).contains("no such kind");

        administrator
                .post("/admin/dead-letters/%s/0/%d/replay".formatted(put, letter.offset()))
                .is(200, "{\"topic\": \"%s\"}".formatted(topic));

        reader.subscribe(List.of(topic));
        var seen = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        await().until(
                        () -> {
                            reader.poll(Duration.ofMillis(200)).forEach(seen::add);
                            return !seen.isEmpty();
                        });
        assertThat(seen.getFirst().key()).asString(StandardCharsets.UTF_8).isEqualTo("chat-1");
        assertThat(seen.getFirst().value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("broken then, good now");
        // As the chat's own records are: by the same hash of the same key.
        assertThat(seen.getFirst().partition())
                .isEqualTo(
                        kafka.send(topic, "chat-1", new byte[0])
                                .join()
                                .getRecordMetadata()
                                .partition());
        assertThat(seen.getFirst().headers()).isEmpty();
    }

    @Test
    void sayThatThereIsNothing() {
        putAside("chat-1", "x", null);
        for (String path :
                List.of(
                        "/admin/dead-letters/nothing.dlt/0/0/replay",
                        "/admin/dead-letters/%s/0/99/replay".formatted(put),
                        "/admin/dead-letters/%s/5/0/replay".formatted(put),
                        // A topic, but none of dead letters.
                        "/admin/dead-letters/%s/0/0/replay".formatted(topic))) {
            assertThat(administrator.post(path).status()).as(path).isEqualTo(404);
        }
        assertThat(administrator.get("/admin/dead-letters/" + Topics.CHAT_COMMANDS).status())
                .isEqualTo(404);
        assertThat(administrator.post("/admin/dead-letters/%s/0/0/replay".formatted(put)).status())
                .isEqualTo(422);
        assertThat(administrator.post("/admin/dead-letters/%s/x/0/replay".formatted(put)).status())
                .isBetween(400, 422);
        assertThatThrownBy(() -> command.run(List.of("replay", put, "x", "0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("numbers");
        assertThatThrownBy(() -> command.run(List.of("what"))).hasMessage(OperationsCommand.USAGE);
    }

    /// There it would be the last of its key, whatever newer one there is.
    @Test
    void sendNothingOldToACompactedTopic() {
        String compacted = topic + ".last";
        kafkaAdmin.createOrModifyTopics(
                TopicBuilder.name(compacted).partitions(1).compact().build());
        ConsumerRecord<byte[], byte[]> letter = putAside("chat-1", "old", compacted);

        Answer answer =
                administrator.post(
                        "/admin/dead-letters/%s/0/%d/replay".formatted(put, letter.offset()));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains(compacted);
    }

    /// Also where message-service never ran.
    @Test
    void listNodes() {
        assertThat(administrator.get("/admin/nodes").status()).isEqualTo(200);
    }

    @Test
    void makeTheNextKeyOnce() {
        String next = administrator.post("/admin/signing-keys").field("key_id");

        assertThat(administrator.post("/admin/signing-keys").field("key_id")).isEqualTo(next);
        assertThat(administrator.get("/admin/signing-keys").text()).contains(next);
        assertThat(client().get("/.well-known/jwks.json").text()).contains(next);
        // What signs changes when every verifier can have it.
        assertThat(TestPerson.header(token()).get("kid").asString()).isNotEqualTo(next);
        clock.forward(Duration.ofMinutes(16));
        assertThat(TestPerson.header(token()).get("kid").asString()).isEqualTo(next);
    }

    private String token() {
        return person().again().accessToken();
    }

    private ConsumerRecord<byte[], byte[]> putAside(
            String key, String value, @Nullable String from) {
        var letter = new ProducerRecord<>(put, key, value.getBytes(StandardCharsets.UTF_8));
        letter.headers()
                .add(
                        KafkaHeaders.DLT_EXCEPTION_MESSAGE,
                        "no such kind".getBytes(StandardCharsets.UTF_8));
        if (from != null) {
            letter.headers()
                    .add(KafkaHeaders.DLT_ORIGINAL_TOPIC, from.getBytes(StandardCharsets.UTF_8))
                    .add(
                            KafkaHeaders.DLT_ORIGINAL_OFFSET,
                            ByteBuffer.allocate(8).putLong(17).array());
        }
        var sent = kafka.send(letter).join().getRecordMetadata();
        return new ConsumerRecord<>(
                sent.topic(), sent.partition(), sent.offset(), new byte[0], new byte[0]);
    }
}
