package chat.sentinel.presence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.contracts.presence.PresenceBeat;
import chat.sentinel.contracts.presence.PresenceEvent;
import chat.sentinel.contracts.user.SessionsRevoked;
import chat.sentinel.contracts.user.UserBlock;
import chat.sentinel.contracts.user.UserErased;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.contracts.user.UserRegistered;
import chat.sentinel.presence.status.Status;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.TestIssuer;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/// Two instances of presence-service in this JVM, on the shared test stores, with topics and a
/// Redis database of their own; and what other services would tell them.
public final class PresenceCluster {
    /// Short, so that tests of silence are.
    public static final Duration THRESHOLD = Duration.ofSeconds(2);

    private static final String RUN = "." + UUID.randomUUID();
    private static final String HEARTBEATS = "presence.heartbeats" + RUN;
    private static final String EVENTS = "presence.events" + RUN;
    private static final String STATUSES = "presence.statuses" + RUN;
    private static final String USERS = "user.events" + RUN;
    private static final String BLOCKS = "user.blocks" + RUN;
    private static final String MEMBERS = "chat.members" + RUN;
    private static final int PARTITIONS = 4;
    private static final PresenceCluster SHARED = new PresenceCluster();

    private final TestIssuer issuer = TestIssuer.start();
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private final List<PresenceEvent> events = new CopyOnWriteArrayList<>();
    private final Producer<String, byte[]> kafka =
            new KafkaProducer<>(
                    Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer());

    public static PresenceCluster shared() {
        return SHARED;
    }

    private PresenceCluster() {
        createForeignTopics();
        start();
        start();
        Thread.ofPlatform().daemon().name("events").start(this::readEvents);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> instances.forEach(ConfigurableApplicationContext::close)));
    }

    static final String INTERNAL_KEY = "the key of this installation, 0123456789";

    private static Path internalKey() {
        try {
            Path file = Files.createTempFile("internal-key", null);
            file.toFile().deleteOnExit();
            return Files.writeString(file, INTERNAL_KEY + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void createForeignTopics() {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(USERS, 2, (short) 1),
                                    new NewTopic(BLOCKS, 2, (short) 1),
                                    new NewTopic(MEMBERS, 2, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void start() {
        instances.add(start(Map.of()));
    }

    /// One more instance, that belongs to nobody.
    ///
    /// @param different from what the others are told
    ConfigurableApplicationContext start(Map<String, String> different) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.putAll(different);
        return SpringApplication.run(
                PresenceService.class,
                settings.entrySet().stream()
                        .map(e -> "--" + e.getKey() + "=" + e.getValue())
                        .toArray(String[]::new));
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("server.port", "0"),
                Map.entry("management.server.port", "0"),
                Map.entry("spring.kafka.bootstrap-servers", Backends.kafka().bootstrapServers()),
                Map.entry("spring.data.redis.url", Backends.redis().uri() + "/7"),
                Map.entry("sentinel.tokens.issuer", issuer.issuer()),
                Map.entry("sentinel.tokens.jwks-uri", issuer.jwksUri().toString()),
                Map.entry("sentinel.tokens.revocations-topic", USERS),
                Map.entry("sentinel.topics.heartbeats", HEARTBEATS),
                Map.entry("sentinel.topics.events", EVENTS),
                Map.entry("sentinel.topics.statuses", STATUSES),
                Map.entry("sentinel.topics.users", USERS),
                Map.entry("sentinel.topics.blocks", BLOCKS),
                Map.entry("sentinel.topics.members", MEMBERS),
                Map.entry("sentinel.rest.internal-key", internalKey().toString()),
                Map.entry("sentinel.topics.group", "presence-service" + RUN),
                Map.entry("sentinel.topics.partitions", String.valueOf(PARTITIONS)),
                Map.entry("sentinel.activity.threshold", THRESHOLD.toMillis() + "ms"),
                Map.entry("sentinel.activity.leave-grace", "300ms"),
                Map.entry("sentinel.activity.claim", "1500ms"),
                Map.entry("sentinel.activity.sweep", "100ms"));
    }

    public <T> T bean(Class<T> type) {
        return instances.getFirst().getBean(type);
    }

    public URI uri(int instance) {
        return URI.create(
                "http://127.0.0.1:"
                        + instances
                                .get(instance)
                                .getEnvironment()
                                .getProperty("local.server.port"));
    }

    public URI management() {
        return URI.create(
                "http://127.0.0.1:"
                        + instances
                                .getFirst()
                                .getEnvironment()
                                .getProperty("local.management.port"));
    }

    public TestIssuer issuer() {
        return issuer;
    }

    // --- What user-service and message-service say ----------------------------------------------

    void register(UserId user, String username) {
        publish(
                USERS,
                user.toString(),
                UserEvent.newBuilder()
                        .setUserId(user.byteString())
                        .setVersion(1)
                        .setRegistered(UserRegistered.newBuilder().setUsername(username))
                        .build());
    }

    void erase(UserId user, String username) {
        publish(
                USERS,
                user.toString(),
                UserEvent.newBuilder()
                        .setUserId(user.byteString())
                        .setVersion(2)
                        .setErased(UserErased.newBuilder().setUsername(username))
                        .build());
    }

    void revoke(UserId user, SessionId session) {
        publish(
                USERS,
                user.toString(),
                UserEvent.newBuilder()
                        .setUserId(user.byteString())
                        .setVersion(2)
                        .setTimestamp(System.currentTimeMillis())
                        .setSessionsRevoked(
                                SessionsRevoked.newBuilder().addSessionIds(session.byteString()))
                        .build());
    }

    void block(UserId blocker, UserId blocked, long version, boolean isBlocked) {
        publish(
                BLOCKS,
                blocker + ":" + blocked,
                UserBlock.newBuilder()
                        .setUserId(blocker.byteString())
                        .setBlockedId(blocked.byteString())
                        .setVersion(version)
                        .setBlocked(isBlocked)
                        .build());
    }

    void status(UserId user, Status status) {
        publish(STATUSES, user.toString(), status.toProto(user).build());
    }

    void member(ChatId chat, UserId user, boolean in) {
        publish(
                MEMBERS,
                chat + ":" + user,
                ChatMember.newBuilder()
                        .setChatId(chat.byteString())
                        .setUserId(user.byteString())
                        .addSpans(MemberSpan.newBuilder().setJoinedSeq(1).setLeftSeq(in ? 0 : 2))
                        .build());
    }

    ChatId chat(UserId... members) {
        ChatId chat = ChatId.of(Ids.byteString(UUID.randomUUID()));
        for (UserId member : members) {
            member(chat, member, true);
        }
        return chat;
    }

    void beat(PresenceBeat beat) {
        kafka.send(
                new ProducerRecord<>(
                        HEARTBEATS,
                        PresenceShards.partition(beat.getShard(), PARTITIONS),
                        null,
                        beat.toByteArray()));
        kafka.flush();
    }

    void raw(byte[] heartbeat) {
        kafka.send(new ProducerRecord<>(HEARTBEATS, 0, null, heartbeat));
        kafka.flush();
    }

    private void publish(String topic, String key, Message value) {
        kafka.send(new ProducerRecord<>(topic, key, value.toByteArray()));
        kafka.flush();
    }

    // --- What is told
    // -------------------------------------------------------------------------------

    /// All changes of the user so far, in their order.
    List<PresenceEvent> eventsOf(UserId user) {
        return events.stream().filter(event -> UserId.of(event.getUserId()).equals(user)).toList();
    }

    private void readEvents() {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(EVENTS).stream()
                            .map(info -> new TopicPartition(EVENTS, info.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (true) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    events.add(PresenceEvent.parseFrom(record.value()));
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    public void redisForgets() {
        bean(StringRedisTemplate.class)
                .execute(
                        (RedisCallback<?>)
                                connection -> {
                                    connection.serverCommands().flushDb();
                                    return null;
                                });
    }
}
