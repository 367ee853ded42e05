package chat.sentinel.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.recent.RedisConnections;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.client.TestUser;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where sockets are is remembered, and forgotten as soon as it may be otherwise.
class RoutesTest {
    private static final TestCluster cluster = TestCluster.shared();

    private final StatefulRedisConnection<String, byte[]> connection =
            cluster.bean(0, RedisConnections.class).open();
    private final StatefulRedisConnection<String, byte[]> other =
            cluster.bean(0, RedisConnections.class).open();
    private final UserId user = new UserId(UUID.randomUUID());
    private final Routes routes = new Routes(manual(connection), Clock.systemUTC());

    private static StatefulRedisConnection<String, byte[]> manual(
            StatefulRedisConnection<String, byte[]> connection) {
        connection.setAutoFlushCommands(false);
        return connection;
    }

    @AfterEach
    void close() {
        other.sync().del(SessionRegistry.key(user));
        connection.close();
        other.close();
    }

    @Test
    void whatWasAskedIsKnownUntilItChanges() throws Exception {
        awaitRemembering();
        assertThat(ask()).isEmpty();
        assertThat(routes.of(user)).isEmpty();
        isAt("n1", 60_000);
        ping();
        assertThat(routes.of(user)).isNull();
        isAt("n2", 60_000);
        assertThat(ask()).containsExactlyInAnyOrder("n1", "n2");
        assertThat(routes.of(user)).containsExactlyInAnyOrder("n1", "n2");
    }

    @Test
    void changesOfOtherKeysAreNobodysRoutes() throws Exception {
        awaitRemembering();
        assertThat(ask()).isEmpty();
        String key = "head:{" + UUID.randomUUID() + "}";
        for (int i = 0; i < 3; i++) {
            // Read here, so that Redis tells of it.
            answer(connection.async().get(key).toCompletableFuture());
            other.sync().set(key, new byte[] {1});
        }
        ping();
        assertThat(routes.of(user)).isEmpty();
        isAt("n1", 60_000);
        ping();
        assertThat(routes.of(user)).isNull();
        other.sync().del(key);
    }

    @Test
    void aRegistrationThatHasRunOutDoesNotCount() throws Exception {
        awaitRemembering();
        isAt("n1", 60_000);
        isAt("n2", -1);
        assertThat(ask()).containsExactly("n1");
        assertThat(routes.of(user)).containsExactly("n1");
    }

    @Test
    void anEmptiedRedisLeavesNothingKnown() throws Exception {
        awaitRemembering();
        isAt("n1", 60_000);
        assertThat(ask()).containsExactly("n1");
        // Of another database: Redis tells everyone alike.
        try (RedisClient client = RedisClient.create(Backends.redis().uri());
                var elsewhere = client.connect()) {
            elsewhere.sync().select(15);
            elsewhere.sync().flushdb();
        }
        ping();
        assertThat(routes.of(user)).isNull();
    }

    @Test
    void aLostConnectionLeavesNothingKnownAndIsToldOfChangesAgain() throws Exception {
        awaitRemembering();
        isAt("n1", 60_000);
        assertThat(ask()).containsExactly("n1");
        RedisCommands<String, byte[]> redis = other.sync();
        redis.clientKill(KillArgs.Builder.id(id()));
        await().until(() -> routes.of(user) == null);
        awaitRemembering();
        assertThat(routes.of(user)).containsExactly("n1");
        isAt("n2", 60_000);
        ping();
        assertThat(routes.of(user)).isNull();
    }

    @Test
    void whoComesBackElsewhereIsFound() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.registered(0)) {
            String chat = alice.startsChatWith(bob.userId);
            for (int i = 0; i < 6; i++) {
                alice.awaitMessage(alice.sends(chat, "not here"));
                try (TestUser device = bob.onAnotherDevice(cluster.uri(1 - i % 2)).connects()) {
                    device.awaitMessage(alice.sends(chat, "here"));
                }
            }
        }
    }

    private void isAt(String node, long forMillis) {
        other.sync()
                .zadd(
                        SessionRegistry.key(user),
                        (double) System.currentTimeMillis() + forMillis,
                        node.getBytes(StandardCharsets.UTF_8));
    }

    /// Answers are kept once Redis has agreed to tell of changes.
    private void awaitRemembering() {
        await().ignoreExceptions()
                .until(
                        () -> {
                            var _ = ask();
                            return routes.of(user) != null;
                        });
    }

    private Set<String> ask() throws Exception {
        return answer(routes.ask(connection.async(), user).toCompletableFuture());
    }

    private void ping() throws Exception {
        answer(connection.async().ping().toCompletableFuture());
    }

    private long id() throws Exception {
        return answer(connection.async().clientId().toCompletableFuture());
    }

    private <T> T answer(CompletableFuture<T> answer) throws Exception {
        connection.flushCommands();
        try {
            return answer.get(5, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
