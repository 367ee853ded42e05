package chat.sentinel.notification;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.user.SessionsRevoked;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.fcm.FcmStandIn;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.TestIssuer;
import com.google.protobuf.Message;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
import org.springframework.jdbc.core.simple.JdbcClient;

/// Two instances of notification-service in this JVM, on the shared test stores, with topics and
/// a database of their own; and what other services would tell them.
public final class NotificationCluster {
    public static final int DEVICES_PER_USER = 50;

    /// Pushes for Firebase, and as many to browsers, at each of the two.
    public static final int IN_FLIGHT = 20;

    private static final String RUN = "." + UUID.randomUUID();
    private static final String CHATS = "chat.events" + RUN;
    private static final String MEMBERS = "chat.members" + RUN;
    private static final String USERS = "user.events" + RUN;
    private static final NotificationCluster SHARED = new NotificationCluster();

    private final TestIssuer issuer = TestIssuer.start();
    private final TestPresence presence = new TestPresence();
    private final FcmStandIn fcm = fcmStandIn();
    private final String database = Backends.postgres().freshDatabase();
    private final Path contentKeyset = KeyFiles.keyset();
    private final Path vapid = KeyFiles.vapid();
    private final Path cursorKeyset = KeyFiles.keyset();
    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();
    private boolean gathers;
    private final Producer<String, byte[]> kafka =
            new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            Backends.kafka().bootstrapServers(),
                            "linger.ms",
                            1_000),
                    new StringSerializer(),
                    new ByteArraySerializer());

    public static NotificationCluster shared() {
        return SHARED;
    }

    private NotificationCluster() {
        createTopics();
        instances.add(start(Map.of()));
        instances.add(start(Map.of()));
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> instances.forEach(ConfigurableApplicationContext::close)));
    }

    private static void createTopics() {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(CHATS, 4, (short) 1),
                                    new NewTopic(MEMBERS, 2, (short) 1),
                                    new NewTopic(USERS, 2, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static FcmStandIn fcmStandIn() {
        try {
            return FcmStandIn.start(Files.createTempDirectory("fcm"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One more instance, that belongs to nobody.
    ///
    /// @param different from what the others are told
    public ConfigurableApplicationContext start(Map<String, String> different) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.putAll(different);
        return SpringApplication.run(
                NotificationService.class,
                settings.entrySet().stream()
                        .map(e -> "--" + e.getKey() + "=" + e.getValue())
                        .toArray(String[]::new));
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("server.port", "0"),
                Map.entry("management.server.port", "0"),
                Map.entry("spring.datasource.url", database),
                Map.entry("spring.datasource.username", Backends.postgres().username()),
                Map.entry("spring.datasource.password", Backends.postgres().password()),
                Map.entry("spring.kafka.bootstrap-servers", Backends.kafka().bootstrapServers()),
                Map.entry("sentinel.tokens.issuer", issuer.issuer()),
                Map.entry("sentinel.tokens.jwks-uri", issuer.jwksUri().toString()),
                Map.entry("sentinel.tokens.revocations-topic", USERS),
                Map.entry("sentinel.topics.chats", CHATS),
                Map.entry("sentinel.topics.members", MEMBERS),
                Map.entry("sentinel.topics.users", USERS),
                Map.entry("sentinel.topics.group", "notification-service" + RUN),
                Map.entry("sentinel.content-keyset", contentKeyset.toString()),
                Map.entry("sentinel.cursor-keyset", cursorKeyset.toString()),
                Map.entry("sentinel.rest.internal-key", KeyFiles.internalKey().toString()),
                Map.entry("sentinel.presence.uri", presence.uri().toString()),
                Map.entry("sentinel.presence.timeout", "300ms"),
                Map.entry("sentinel.presence.left-alone", "100ms"),
                Map.entry("sentinel.fcm.service-account", fcm.serviceAccount().toString()),
                Map.entry("sentinel.fcm.endpoint", fcm.endpoint().toString()),
                Map.entry("sentinel.webpush.key-pair", vapid.toString()),
                Map.entry("sentinel.webpush.subject", "mailto:operator@example.org"),
                Map.entry("sentinel.webpush.test-hosts", fcm.endpoint().getAuthority()),
                Map.entry("sentinel.push.collapse", "1s"),
                Map.entry("sentinel.push.hold", "300ms"),
                Map.entry("sentinel.push.lease", "3s"),
                Map.entry("sentinel.push.in-flight", String.valueOf(IN_FLIGHT)),
                Map.entry("sentinel.webpush.at-once", String.valueOf(IN_FLIGHT)),
                Map.entry("sentinel.socket.sockets-of-user", "3"),
                Map.entry("sentinel.socket.connect-timeout", "1s"),
                Map.entry("sentinel.socket.expiry-grace", "1s"));
    }

    public <T> T bean(Class<T> type) {
        return instances.getFirst().getBean(type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    public URI uri(int instance) {
        return uri(instances.get(instance));
    }

    public static URI uri(ConfigurableApplicationContext instance) {
        return URI.create(
                "http://127.0.0.1:" + instance.getEnvironment().getProperty("local.server.port"));
    }

    public URI socket(int instance) {
        return URI.create(uri(instance).toString().replace("http", "ws") + "/notifications");
    }

    /// What devices would have got.
    public FcmStandIn fcm() {
        return fcm;
    }

    public TestPresence presence() {
        return presence;
    }

    public TestIssuer issuer() {
        return issuer;
    }

    // --- What user-service and message-service say ----------------------------------------------

    public void publish(UserEvent event) {
        publish(USERS, UserId.of(event.getUserId()).toString(), event);
    }

    public void publish(ChatEvent event) {
        publish(CHATS, ChatId.of(event.getChatId()).toString(), event);
    }

    /// A record of this chat that nobody can read.
    public void publishRubbish(ChatId chat) {
        send(new ProducerRecord<>(CHATS, chat.toString(), new byte[] {(byte) 0xff}));
    }

    /// The keys of the records that nobody could read.
    public List<String> unreadable() {
        return keysOf(CHATS + ".dlt");
    }

    /// The keys of the pushes that are refused: whom they were for.
    public List<String> refused() {
        return keysOf(Topics.PUSHES_DLT);
    }

    /// What rings an alert, of all instances.
    public double deadLetters() {
        return instances.stream()
                .map(instance -> instance.getBean(MeterRegistry.class))
                .mapToDouble(
                        meters -> meters.get("sentinel.listeners.dead_letters").counter().count())
                .sum();
    }

    private static List<String> keysOf(String topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(each -> new TopicPartition(topic, each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> keys = new ArrayList<>();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> keys.add(each.key()));
            }
            return keys;
        }
    }

    public void publish(ChatMember member) {
        publish(
                MEMBERS,
                ChatId.of(member.getChatId()) + ":" + UserId.of(member.getUserId()),
                member);
    }

    public void revoke(UserId user, SessionId session) {
        publish(
                UserEvent.newBuilder()
                        .setUserId(user.byteString())
                        .setVersion(2)
                        .setTimestamp(System.currentTimeMillis())
                        .setSessionsRevoked(
                                SessionsRevoked.newBuilder().addSessionIds(session.byteString()))
                        .build());
    }

    private void publish(String topic, String key, Message value) {
        send(new ProducerRecord<>(topic, key, value.toByteArray()));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        kafka.send(record);
        if (!gathers) {
            kafka.flush();
        }
    }

    /// What is published meanwhile of one chat is read at once.
    public <T> T together(Supplier<T> publishing) {
        gathers = true;
        try {
            return publishing.get();
        } finally {
            gathers = false;
            kafka.flush();
        }
    }
}
