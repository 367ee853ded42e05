package chat.sentinel.user.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserBlock;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.testkit.Backends;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockEventsTest extends RunningService {
    private final UserTopic topic = UserTopic.read(Backends.kafka().bootstrapServers(), TOPIC);

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void tellsOfChangesAndOfNothingElse() {
        TestPerson anna = person();
        TestPerson bert = person();
        block("PUT", anna, bert.userId());
        block("PUT", anna, bert.userId());
        block("PUT", anna, anna.userId());
        block("PUT", anna, new UserId(UUID.randomUUID()));
        block("DELETE", anna, bert.userId());
        block("DELETE", anna, bert.userId());
        block("PUT", anna, bert.userId());
        anna.signedIn().delete("/users/me");

        List<UserEvent> events = topic.of(anna.userId(), 6, Duration.ofSeconds(5));

        assertThat(events)
                .extracting(UserEvent::getVersion)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(events)
                .extracting(UserEvent::getFactCase)
                .containsExactly(
                        UserEvent.FactCase.REGISTERED,
                        UserEvent.FactCase.BLOCKED,
                        UserEvent.FactCase.UNBLOCKED,
                        UserEvent.FactCase.BLOCKED,
                        UserEvent.FactCase.SESSIONS_REVOKED,
                        UserEvent.FactCase.ERASED);
        assertThat(events.get(1).getBlocked().getBlockedId()).isEqualTo(bert.userId().byteString());
        assertThat(events.get(2).getUnblocked().getBlockedId())
                .isEqualTo(bert.userId().byteString());
        assertThat(states(anna.userId(), bert.userId(), 4))
                .containsExactly(
                        state(anna, bert, 2, true),
                        state(anna, bert, 3, false),
                        state(anna, bert, 4, true),
                        state(anna, bert, 6, false));
        assertThat(topic.of(bert.userId(), 1, Duration.ofSeconds(1))).hasSize(1);
    }

    @Test
    void keepsTheNewestStateForWhoComesLate() {
        ConfigResource blocks = new ConfigResource(ConfigResource.Type.TOPIC, BLOCKS_TOPIC);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()))) {
            await().ignoreExceptions()
                    .until(
                            () ->
                                    Objects.requireNonNull(
                                                    admin.describeConfigs(List.of(blocks))
                                                            .all()
                                                            .get()
                                                            .get(blocks))
                                            .get("cleanup.policy")
                                            .value(),
                            "compact"::equals);
        }
    }

    private static void block(String method, TestPerson person, UserId other) {
        person.signedIn().send(method, "/users/me/blocks/" + other, null);
    }

    private static UserBlock state(
            TestPerson person, TestPerson other, long version, boolean blocked) {
        return UserBlock.newBuilder()
                .setUserId(person.userId().byteString())
                .setBlockedId(other.userId().byteString())
                .setVersion(version)
                .setBlocked(blocked)
                .build();
    }

    /// What user.blocks says of a pair, at least so often.
    private static List<UserBlock> states(UserId user, UserId other, int number) {
        List<UserBlock> states = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                Backends.kafka().bootstrapServers(),
                                "group.id",
                                UUID.randomUUID().toString(),
                                "auto.offset.reset",
                                "earliest"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(BLOCKS_TOPIC));
            await().untilAsserted(
                            () -> {
                                for (var record : consumer.poll(Duration.ofMillis(200))) {
                                    if (record.key().equals(user + ":" + other)) {
                                        states.add(parse(record.value()));
                                    }
                                }
                                assertThat(states).hasSizeGreaterThanOrEqualTo(number);
                            });
        }
        return states;
    }

    private static UserBlock parse(byte[] value) throws InvalidProtocolBufferException {
        return UserBlock.parseFrom(value);
    }
}
