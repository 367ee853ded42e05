package chat.sentinel.search;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.TestIssuer;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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

/// search-service in this JVM, on the shared test stores, with topics and indices of its own; and
/// what other services would tell it. Elasticsearch can be taken away from it.
public final class SearchCluster {
    public static final String PREFIX = "t" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private static final String RUN = "." + UUID.randomUUID();
    private static final String CHATS = "chat.events" + RUN;
    private static final String MEMBERS = "chat.members" + RUN;
    private static final String USERS = "user.events" + RUN;
    private static final SearchCluster SHARED = new SearchCluster();

    private final TestIssuer issuer = TestIssuer.start();
    private final BreakableProxy elasticsearch = proxy();
    private final TestExport export = new TestExport();
    private final ConfigurableApplicationContext service;
    private final Producer<String, byte[]> kafka =
            new KafkaProducer<>(
                    Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer());

    public static SearchCluster shared() {
        return SHARED;
    }

    private SearchCluster() {
        createTopics();
        service = start();
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    }

    private static BreakableProxy proxy() {
        URI uri = URI.create(Backends.elasticsearch().uri());
        try {
            return BreakableProxy.to(uri.getHost(), uri.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private ConfigurableApplicationContext start() {
        return SpringApplication.run(
                SearchService.class,
                "--server.port=0",
                "--management.server.port=0",
                "--spring.kafka.bootstrap-servers=" + Backends.kafka().bootstrapServers(),
                "--sentinel.tokens.issuer=" + issuer.issuer(),
                "--sentinel.tokens.jwks-uri=" + issuer.jwksUri(),
                "--sentinel.tokens.revocations-topic=" + USERS,
                "--sentinel.topics.chats=" + CHATS,
                "--sentinel.topics.members=" + MEMBERS,
                "--sentinel.topics.users=" + USERS,
                "--sentinel.topics.group=search-service" + RUN,
                "--sentinel.content-keyset=" + keyset(),
                "--sentinel.cursor-keyset=" + keyset(),
                "--sentinel.elasticsearch.uris=http://127.0.0.1:" + elasticsearch.port(),
                "--sentinel.elasticsearch.prefix=" + PREFIX,
                "--sentinel.elasticsearch.replicas=0",
                "--sentinel.rest.internal-key=" + keyFile(),
                "--sentinel.message.uri=" + export.uri(),
                "--sentinel.reindex.settle=2s",
                "--sentinel.reindex.chats-at-once=1");
    }

    private static Path keyFile() {
        try {
            Path file = Files.createTempFile("internal-key", null);
            file.toFile().deleteOnExit();
            return Files.writeString(file, TestExport.KEY + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String internalKey() {
        return TestExport.KEY;
    }

    /// What message-service would export.
    public TestExport export() {
        return export;
    }

    private static Path keyset() {
        try {
            AeadConfig.register();
            Path file = Files.createTempFile("keyset", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    TinkJsonProtoKeysetFormat.serializeKeyset(
                            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
                            InsecureSecretKeyAccess.get()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return service.getBean(type);
    }

    public URI uri() {
        return URI.create(
                "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"));
    }

    public URI operators() {
        return URI.create(
                "http://127.0.0.1:"
                        + service.getEnvironment().getProperty("local.management.port"));
    }

    public TestIssuer issuer() {
        return issuer;
    }

    /// Between the service and Elasticsearch.
    public BreakableProxy elasticsearch() {
        return elasticsearch;
    }

    // --- What user-service and message-service say ----------------------------------------------

    public void publish(UserEvent event) {
        publish(USERS, UserId.of(event.getUserId()).toString(), event);
    }

    public void publish(ChatEvent event) {
        publish(CHATS, ChatId.of(event.getChatId()).toString(), event);
    }

    public void publishLater(ChatMember member) {
        kafka.send(
                new ProducerRecord<>(
                        MEMBERS,
                        ChatId.of(member.getChatId()) + ":" + UserId.of(member.getUserId()),
                        member.toByteArray()));
    }

    public void flush() {
        kafka.flush();
    }

    public void publish(ChatMember member) {
        publish(
                MEMBERS,
                ChatId.of(member.getChatId()) + ":" + UserId.of(member.getUserId()),
                member);
    }

    /// A record of this chat that nobody can read.
    public void publishRubbish(ChatId chat) {
        send(new ProducerRecord<>(CHATS, chat.toString(), new byte[] {(byte) 0xff}));
    }

    private void publish(String topic, String key, Message value) {
        send(new ProducerRecord<>(topic, key, value.toByteArray()));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        kafka.send(record);
        kafka.flush();
    }

    /// The keys of the records of chats that nobody could read.
    public List<String> unreadable() {
        String topic = CHATS + ".dlt";
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
}
