package chat.sentinel.message;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.contracts.user.SessionsRevoked;
import chat.sentinel.contracts.user.UserBlocked;
import chat.sentinel.contracts.user.UserErased;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.contracts.user.UserRegistered;
import chat.sentinel.contracts.user.UserUnblocked;
import chat.sentinel.message.send.CommandLog;
import chat.sentinel.servicekit.content.ContentCipher;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.TestIssuer;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Instances of message-service in this JVM, on the shared test stores and a keyspace of their own.
public final class TestCluster implements AutoCloseable {
    /// What other services would show.
    public static final String INTERNAL_KEY = "the key of this installation, 0123456789";

    private final TestIssuer issuer = TestIssuer.start();
    private final String keyspace = "t" + UUID.randomUUID().toString().replace("-", "");
    private final Path contentKeyset = Keysets.fresh();
    private final Path cursorKeyset = Keysets.fresh();
    private final Path internalKey = Keysets.key(INTERNAL_KEY);
    private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();
    private final Producer<String, byte[]> kafka =
            new KafkaProducer<>(
                    Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer());

    private static final class Shared {
        static final TestCluster CLUSTER = new TestCluster(2);

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(CLUSTER::close));
        }
    }

    /// Two instances that all test classes of this JVM use.
    public static TestCluster shared() {
        return Shared.CLUSTER;
    }

    private TestCluster(int instances) {
        create(Topics.USER_EVENTS);
        create(Topics.MEDIA_EVENTS);
        for (int i = 0; i < instances; i++) {
            start();
        }
    }

    /// As user-service and media-service do when they start.
    private static void create(String topic) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What an instance is configured with, as the environment or the command line would say it.
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("server.port", "0");
        settings.put("management.server.port", "0");
        settings.put("spring.cassandra.contact-points", Backends.cassandra().contactPoint());
        settings.put("spring.cassandra.local-datacenter", Backends.cassandra().localDatacenter());
        settings.put("spring.cassandra.keyspace-name", keyspace);
        settings.put("spring.kafka.bootstrap-servers", Backends.kafka().bootstrapServers());
        settings.put("spring.data.redis.url", Backends.redis().uri());
        settings.put("sentinel.tokens.issuer", issuer.issuer());
        settings.put("sentinel.tokens.jwks-uri", issuer.jwksUri().toString());
        // Short, so that tests of silence are.
        settings.put("sentinel.stomp.heart-beat", "1s");
        settings.put("sentinel.stomp.connect-timeout", "2s");
        settings.put("sentinel.presence.beat", "1s");
        // Tests say much in little time.
        settings.put("sentinel.send.per-user", "10000");
        settings.put("sentinel.send.per-chat", "10000");
        settings.put("sentinel.content-keyset", contentKeyset.toString());
        settings.put("sentinel.cursor-keyset", cursorKeyset.toString());
        settings.put("sentinel.rest.internal-key", internalKey.toString());
        return settings;
    }

    /// One more instance.
    public int start() {
        return start(Map.of());
    }

    /// @param different from what the others are told
    public int start(Map<String, String> different) {
        Map<String, String> settings = settings();
        settings.putAll(different);
        nodes.add(
                SpringApplication.run(
                        MessageService.class,
                        settings.entrySet().stream()
                                .map(e -> "--" + e.getKey() + "=" + e.getValue())
                                .toArray(String[]::new)));
        return nodes.size() - 1;
    }

    public void stop(int node) {
        nodes.get(node).close();
    }

    public <T> T bean(int node, Class<T> type) {
        return nodes.get(node).getBean(type);
    }

    public URI uri(int node) {
        return URI.create(
                "http://127.0.0.1:"
                        + nodes.get(node).getEnvironment().getProperty("local.server.port"));
    }

    public TestIssuer issuer() {
        return issuer;
    }

    /// A registered user with a token, connected to an instance.
    public TestUser user(int node) {
        return registered(node).connects();
    }

    public TestUser registered(int node) {
        return registered(node, new UserId(UUID.randomUUID()));
    }

    public TestUser registered(int node, UserId id) {
        register(id);
        return new TestUser(
                uri(node), id.toString(), issuer.token(id, new SessionId(UUID.randomUUID())));
    }

    public void register(UserId id) {
        publish(
                event(id, 1)
                        .setRegistered(UserRegistered.newBuilder().setUsername(nameOf(id)))
                        .build());
    }

    public void erase(UserId id, long version) {
        publish(
                event(id, version)
                        .setErased(UserErased.newBuilder().setUsername(nameOf(id)))
                        .build());
    }

    public void revoke(UserId id, SessionId session) {
        publish(
                event(id, 2)
                        .setSessionsRevoked(
                                SessionsRevoked.newBuilder().addSessionIds(session.byteString()))
                        .build());
    }

    /// @param version of the blocker's event; registering was the first
    public void block(UserId blocker, UserId blocked, long version) {
        publish(
                event(blocker, version)
                        .setBlocked(UserBlocked.newBuilder().setBlockedId(blocked.byteString()))
                        .build());
    }

    public void unblock(UserId blocker, UserId blocked, long version) {
        publish(
                event(blocker, version)
                        .setUnblocked(UserUnblocked.newBuilder().setBlockedId(blocked.byteString()))
                        .build());
    }

    private static UserEvent.Builder event(UserId id, long version) {
        return UserEvent.newBuilder()
                .setEventId(Ids.byteString(UUID.randomUUID()))
                .setUserId(id.byteString())
                .setVersion(version)
                .setTimestamp(System.currentTimeMillis());
    }

    /// Puts a message into the log past the checks of the edge, as one might whose cache is stale.
    ///
    /// @param encryptedFor the message for which the content is encrypted, `id` unless there is a
    ///     defect
    public void append(
            TestUser sender, ChatId chat, CommandId id, CommandId encryptedFor, String content) {
        bean(0, CommandLog.class)
                .append(
                        chat,
                        ChatCommand.newBuilder()
                                .setCommandId(id.byteString())
                                .setChatId(chat.byteString())
                                .setSenderId(UserId.parse(sender.userId).byteString())
                                .setRulesVersion(1)
                                .setSendMessage(
                                        SendMessage.newBuilder()
                                                .setType(MessageType.TEXT)
                                                .setContent(
                                                        bean(0, ContentCipher.class)
                                                                .encrypt(
                                                                        chat,
                                                                        encryptedFor,
                                                                        content)))
                                .build())
                .join();
    }

    public static String nameOf(UserId id) {
        return "u" + id.toString().replace("-", "").substring(0, 20);
    }

    private void publish(UserEvent event) {
        kafka.send(
                new ProducerRecord<>(
                        Topics.USER_EVENTS,
                        UserId.of(event.getUserId()).toString(),
                        event.toByteArray()));
        kafka.flush();
    }

    public Producer<String, byte[]> kafka() {
        return kafka;
    }

    @Override
    public void close() {
        nodes.reversed().forEach(ConfigurableApplicationContext::close);
        kafka.close();
        issuer.close();
    }
}
