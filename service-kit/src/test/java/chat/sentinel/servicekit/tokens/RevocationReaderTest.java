package chat.sentinel.servicekit.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.user.SessionsRevoked;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.testkit.Backends;
import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationReaderTest {
    private static final Duration LIFE = Duration.ofMinutes(15);

    private final String servers = Backends.kafka().bootstrapServers();
    private final String topic = "user.events." + UUID.randomUUID();
    private final RevokedSessions revoked = new RevokedSessions(LIFE, Clock.systemUTC());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RevocationReader reader = reader(servers);
    private final KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                    Map.of("bootstrap.servers", servers),
                    new StringSerializer(),
                    new ByteArraySerializer());

    @AfterEach
    void close() {
        reader.stop();
        producer.close();
    }

    @Test
    void learnsWhatEndedBeforeItStartedAndAfter() throws Exception {
        createTopic();
        SessionId before = session();
        SessionId longAgo = session();
        SessionId after = session();
        List<SessionId> told = new CopyOnWriteArrayList<>();
        revoked.onRevoked(
                session -> {
                    throw new IllegalStateException("one listener fails");
                });
        revoked.onRevoked(told::add);
        publish(Instant.now().minus(Duration.ofHours(1)), longAgo);
        publish(Instant.now().minus(Duration.ofMinutes(10)), before);

        reader.start();
        await().until(() -> reader.state() == RevocationReader.State.CAUGHT_UP);

        assertThat(revoked.isRevoked(before)).isTrue();
        assertThat(revoked.isRevoked(longAgo)).isFalse();

        publish(Instant.now(), after);
        await().atMost(Duration.ofSeconds(5)).until(() -> revoked.isRevoked(after));
        assertThat(told).containsExactly(before, after);
    }

    @Test
    void skipsAndCountsWhatCannotBeRead() throws Exception {
        createTopic();
        SessionId session = session();
        send(null, new byte[] {(byte) 0xff, 1, 2});
        send(
                null,
                UserEvent.newBuilder()
                        .setTimestamp(System.currentTimeMillis())
                        .setSessionsRevoked(
                                SessionsRevoked.newBuilder()
                                        .addSessionIds(ByteString.copyFromUtf8("short")))
                        .build()
                        .toByteArray());
        send(null, null);
        publish(Instant.now(), session);

        reader.start();

        await().until(() -> revoked.isRevoked(session));
        assertThat(meters.get("sentinel.tokens.revocations.skipped").counter().count())
                .isEqualTo(2);
    }

    @Test
    void findsATopicThatIsMadeLater() throws Exception {
        reader.start();
        await().until(() -> reader.state() == RevocationReader.State.CAUGHT_UP);
        createTopic();
        SessionId session = session();

        publish(Instant.now(), session);

        await().until(() -> revoked.isRevoked(session));
    }

    @Test
    void isHarmlessWhileKafkaIsAway() {
        RevocationReader lonely = reader("127.0.0.1:1");
        lonely.start();

        await().until(() -> lonely.state() == RevocationReader.State.UNREACHABLE);

        lonely.stop();
        assertThat(lonely.isRunning()).isFalse();
    }

    private RevocationReader reader(String bootstrapServers) {
        return new RevocationReader(
                Map.of("bootstrap.servers", bootstrapServers),
                topic,
                LIFE,
                revoked,
                Clock.systemUTC(),
                meters);
    }

    private static SessionId session() {
        return new SessionId(UUID.randomUUID());
    }

    private void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        }
    }

    /// One partition, so that what comes first is read first.
    private void publish(Instant at, SessionId session) throws Exception {
        send(
                at,
                UserEvent.newBuilder()
                        .setTimestamp(at.toEpochMilli())
                        .setSessionsRevoked(
                                SessionsRevoked.newBuilder().addSessionIds(session.byteString()))
                        .build()
                        .toByteArray());
    }

    private void send(@Nullable Instant at, byte @Nullable [] value) throws Exception {
        Long time = at == null ? null : at.toEpochMilli();
        producer.send(new ProducerRecord<>(topic, 1, time, "someone", value)).get();
    }
}
