package chat.sentinel.user.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.testkit.Backends;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest extends RunningService {
    private final UserTopic topic = UserTopic.read(Backends.kafka().bootstrapServers(), TOPIC);

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void tellsOfSomebodyNewWithinASecond() {
        TestPerson anna = person();

        UserEvent event = topic.of(anna.userId(), 1, Duration.ofSeconds(1)).getFirst();

        assertThat(event.getVersion()).isEqualTo(1);
        assertThat(event.getRegistered().getUsername()).isEqualTo(anna.username());
        assertThat(event.getTimestamp()).isCloseTo(clock.millis(), Offset.offset(5_000L));
        assertThat(event.getEventId().size()).isEqualTo(16);
    }

    @Test
    void tellsTheLifeOfSomebodyInOrder() {
        TestPerson anna = person();
        TestPerson phone = anna.again();
        String renamed = "renamed" + UUID.randomUUID().toString().substring(0, 8);
        anna.signedIn().send("PATCH", "/users/me", "{\"username\": \"%s\"}".formatted(renamed));
        anna.signedIn().delete("/sessions/" + phone.sessionId());
        anna.signedIn().delete("/users/me");

        List<UserEvent> events = topic.of(anna.userId(), 5, Duration.ofSeconds(5));

        assertThat(events).extracting(UserEvent::getVersion).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(events)
                .extracting(UserEvent::getFactCase)
                .containsExactly(
                        UserEvent.FactCase.REGISTERED,
                        UserEvent.FactCase.UPDATED,
                        UserEvent.FactCase.SESSIONS_REVOKED,
                        UserEvent.FactCase.SESSIONS_REVOKED,
                        UserEvent.FactCase.ERASED);
        assertThat(events.get(1).getUpdated().getUsername()).isEqualTo(renamed);
        assertThat(events.get(2).getSessionsRevoked().getSessionIdsList())
                .containsExactly(id(phone));
        assertThat(events.get(3).getSessionsRevoked().getSessionIdsList())
                .containsExactly(id(anna));
        assertThat(events.get(4).getErased().getUsername()).isEqualTo(renamed);
    }

    private static ByteString id(TestPerson person) {
        return SessionId.parse(person.sessionId()).byteString();
    }

    @Test
    void keepsTheOrderOfEachUserUnderLoad() throws Exception {
        List<TestPerson> people = List.of(person(), person(), person(), person());
        int changes = 25;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (TestPerson person : people) {
                for (int i = 0; i < changes; i++) {
                    String name = "n" + UUID.randomUUID().toString().substring(0, 12);
                    threads.submit(
                            () ->
                                    person.signedIn()
                                            .send(
                                                    "PATCH",
                                                    "/users/me",
                                                    "{\"username\": \"%s\"}".formatted(name)));
                }
            }
        }
        for (TestPerson person : people) {
            List<UserEvent> events = topic.of(person.userId(), changes + 1, Duration.ofSeconds(10));
            assertThat(events)
                    .extracting(UserEvent::getVersion)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, changes + 1).boxed().toList());
            assertThat(events.getLast().getUpdated().getUsername())
                    .isEqualTo(person.signedIn().get("/users/me").field("username"));
        }
        await().untilAsserted(() -> assertThat(waiting()).isZero());
    }

    /// The database fails after Kafka has acknowledged, as in a crash between the two.
    @Test
    void tellsAgainRatherThanNotAtAllWhenItFailsInBetween() {
        jdbc.sql(
                        """
                        create or replace function fail() returns trigger language plpgsql as
                        $$ begin raise 'between acknowledgement and deletion'; end $$
                        """)
                .update();
        jdbc.sql(
                        """
                        create trigger fail before delete on outbox
                        for each row execute function fail()
                        """)
                .update();
        UserId anna;
        try {
            anna = person().userId();
            assertThat(topic.of(anna, 2, Duration.ofSeconds(10)))
                    .extracting(UserEvent::getVersion)
                    .startsWith(1L, 1L);
            assertThat(waiting()).isEqualTo(1);
        } finally {
            jdbc.sql("drop trigger fail on outbox").update();
        }
        await().untilAsserted(() -> assertThat(waiting()).isZero());
        assertThat(new ArrayList<>(topic.of(anna, 2, Duration.ofSeconds(1))))
                .allSatisfy(event -> assertThat(event.getVersion()).isEqualTo(1));
    }

    /// Kafka refuses the first event of somebody (it is too large for a while) and would take
    /// the second.
    @Test
    void holdsSomebodysLaterEventsBackUntilKafkaHasTheEarlierOnes() throws Exception {
        String longName = "\uD800\uDF30".repeat(31) + "\uD800\uDF31";
        limitRecords("200");
        TestPerson anna;
        TestPerson bert;
        try {
            anna = person(longName);
            anna.signedIn().send("PATCH", "/users/me", "{\"username\": \"short-again\"}");
            bert = person("bert" + UUID.randomUUID().toString().substring(0, 4));

            assertThat(topic.of(bert.userId(), 1, Duration.ofSeconds(5))).hasSize(1);
            assertThat(topic.of(anna.userId(), 0, Duration.ZERO)).isEmpty();
            await().untilAsserted(() -> assertThat(waiting()).isEqualTo(2));
        } finally {
            limitRecords("1048588");
        }
        assertThat(topic.of(anna.userId(), 2, Duration.ofSeconds(10)))
                .extracting(UserEvent::getVersion)
                .containsExactly(1L, 2L);
        await().untilAsserted(() -> assertThat(waiting()).isZero());
    }

    private static void limitRecords(String bytes) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    resource,
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry("max.message.bytes", bytes),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        Thread.sleep(500); // until the broker has applied it
    }

    private int waiting() {
        return jdbc.sql("select count(*) from outbox").query(Integer.class).single();
    }
}
