package chat.sentinel.media;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.contracts.user.UserEvent;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
import org.springframework.jdbc.core.simple.JdbcClient;

/// One instance of media-service in this JVM, on the shared test stores, with topics, a database
/// and a bucket of its own; and what other services would tell it. Its ways to S3 and PostgreSQL
/// can be cut.
public final class MediaCluster {
    private static final String RUN = "." + UUID.randomUUID();
    private static final String CHATS = "chat.events" + RUN;
    private static final String MEMBERS = "chat.members" + RUN;
    private static final String USERS = "user.events" + RUN;
    private static final String MEDIA = "media.events" + RUN;
    private static final MediaCluster SHARED = new MediaCluster();

    private final TestIssuer issuer = TestIssuer.start();
    private final Backends.S3 s3Server = Backends.s3();
    private final Relay s3 = relay(URI.create(s3Server.endpoint()));
    private final URI databaseUrl =
            URI.create(Backends.postgres().freshDatabase().substring("jdbc:".length()));
    private final Relay database = relay(databaseUrl);
    private final ConfigurableApplicationContext instance;
    private final Producer<String, byte[]> kafka =
            new KafkaProducer<>(
                    Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer());

    public static MediaCluster shared() {
        return SHARED;
    }

    private MediaCluster() {
        createTopics();
        instance =
                SpringApplication.run(
                        MediaService.class,
                        settings().entrySet().stream()
                                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                                .toArray(String[]::new));
        Runtime.getRuntime().addShutdownHook(new Thread(instance::close));
    }

    private static Relay relay(URI to) {
        return new Relay(to.getHost(), to.getPort());
    }

    private static void createTopics() {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(CHATS, 4, (short) 1),
                                    new NewTopic(MEMBERS, 2, (short) 1),
                                    new NewTopic(MEDIA, 2, (short) 1),
                                    new NewTopic(USERS, 2, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("server.port", "0"),
                Map.entry("management.server.port", "0"),
                Map.entry(
                        "spring.datasource.url",
                        "jdbc:postgresql://127.0.0.1:" + database.port() + databaseUrl.getPath()),
                Map.entry("spring.datasource.username", Backends.postgres().username()),
                Map.entry("spring.datasource.password", Backends.postgres().password()),
                Map.entry("spring.kafka.bootstrap-servers", Backends.kafka().bootstrapServers()),
                Map.entry("sentinel.tokens.issuer", issuer.issuer()),
                Map.entry("sentinel.tokens.jwks-uri", issuer.jwksUri().toString()),
                Map.entry("sentinel.tokens.revocations-topic", USERS),
                Map.entry("sentinel.topics.chats", CHATS),
                Map.entry("sentinel.topics.members", MEMBERS),
                Map.entry("sentinel.topics.users", USERS),
                Map.entry("sentinel.topics.media", MEDIA),
                Map.entry("sentinel.topics.group", "media-service" + RUN),
                Map.entry("sentinel.s3.endpoint", "http://127.0.0.1:" + s3.port()),
                Map.entry("sentinel.s3.public-address", s3Server.endpoint()),
                Map.entry("sentinel.s3.same-host", "true"),
                Map.entry("sentinel.s3.access-key", s3Server.accessKey()),
                Map.entry("sentinel.s3.secret-key", keyFile().toString()),
                Map.entry("sentinel.s3.bucket", "t-" + UUID.randomUUID()),
                Map.entry("sentinel.s3.timeout", "3s"),
                Map.entry("sentinel.upload.parts-over", "6MB"),
                Map.entry("sentinel.upload.part-size", "5MB"),
                Map.entry("sentinel.upload.room", "40MB"),
                Map.entry("sentinel.upload.most-waiting", "4"),
                Map.entry("sentinel.inspect.patience", "300ms"),
                // Tests call it.
                Map.entry("sentinel.collect.every", "1h"),
                Map.entry("sentinel.collect.behind", "0s"));
    }

    private Path keyFile() {
        try {
            Path file = Files.createTempFile("s3-key", null);
            file.toFile().deleteOnExit();
            return Files.writeString(file, s3Server.secretKey() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return instance.getBean(type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    public URI uri() {
        return URI.create(
                "http://127.0.0.1:" + instance.getEnvironment().getProperty("local.server.port"));
    }

    public URI management() {
        return URI.create(
                "http://127.0.0.1:"
                        + instance.getEnvironment().getProperty("local.management.port"));
    }

    public TestIssuer issuer() {
        return issuer;
    }

    Relay s3() {
        return s3;
    }

    Relay database() {
        return database;
    }

    // --- What user-service and message-service say, and what is said to them --------------------

    public void publish(UserEvent event) {
        send(USERS, UserId.of(event.getUserId()).toString(), event);
    }

    public void publish(ChatEvent event) {
        send(CHATS, ChatId.of(event.getChatId()).toString(), event);
    }

    public void publish(ChatMember member) {
        send(MEMBERS, ChatId.of(member.getChatId()) + ":" + UserId.of(member.getUserId()), member);
    }

    private void send(String topic, String key, Message value) {
        kafka.send(new ProducerRecord<>(topic, key, value.toByteArray()));
        kafka.flush();
    }

    /// A record of this chat that nobody can read.
    public void publishRubbish(ChatId chat) {
        kafka.send(new ProducerRecord<>(CHATS, chat.toString(), new byte[] {(byte) 0xff}));
        kafka.flush();
    }

    /// What was told of this file so far.
    public List<MediaEvent> told(UUID media) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(MEDIA).stream()
                            .map(each -> new TopicPartition(MEDIA, each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<MediaEvent> events = new ArrayList<>();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var each : consumer.poll(Duration.ofMillis(100))) {
                    MediaEvent event = MediaEvent.parseFrom(each.value());
                    if (Ids.uuid(event.getMediaId()).equals(media)) {
                        events.add(event);
                    }
                }
            }
            return events;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
