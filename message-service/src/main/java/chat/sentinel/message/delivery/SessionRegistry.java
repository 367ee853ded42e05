package chat.sentinel.message.delivery;

import chat.sentinel.contracts.UserId;
import chat.sentinel.message.recent.RedisConnections;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Which nodes hold a user's sockets: `sessions:{user_id}`, a sorted set of node ids by the
/// time until which they count. Everything in it can be lost: a node that finds its own
/// heartbeat gone registers everything again and lets its clients sync.
@Component
public class SessionRegistry {
    private static final String KEY = "sessions:{";

    private final LocalSessions local;
    private final NodeId node;
    private final DeliveryProperties properties;
    private final Clock clock;
    private final byte[] nodeBytes;
    private final StatefulRedisConnection<String, byte[]> connection;
    private volatile long renewedAt;

    SessionRegistry(
            LocalSessions local,
            NodeId node,
            DeliveryProperties properties,
            RedisConnections redis,
            Clock clock) {
        this.local = local;
        this.node = node;
        this.properties = properties;
        this.clock = clock;
        this.nodeBytes = node.value().getBytes(StandardCharsets.UTF_8);
        this.connection = redis.open();
        this.renewedAt = clock.millis();
        beat();
    }

    /// @return completes when every node can see that the user is here; until then only this
    ///     node's own deliveries reach him
    public CompletionStage<@Nullable Void> register(Receiver receiver) {
        CompletableFuture<@Nullable Void> registered = new CompletableFuture<>();
        local.add(
                receiver,
                user ->
                        put(user)
                                .whenComplete(
                                        (_, failure) -> {
                                            if (failure == null) {
                                                registered.complete(null);
                                            } else {
                                                registered.completeExceptionally(failure);
                                            }
                                        }));
        return registered;
    }

    /// Completes once Redis has answered, and fails where it does not.
    public CompletionStage<?> answers() {
        return connection.async().ping();
    }

    /// The user's registered sockets of this node.
    public int countHere(UserId user) {
        return local.count(user);
    }

    /// Writes the registration of a socket that is known here again, after Redis was away.
    public CompletionStage<?> registerAgain(Receiver receiver) {
        return put(receiver.userId());
    }

    public void unregister(Receiver receiver) {
        local.remove(receiver, user -> connection.async().zrem(key(user), nodeBytes));
    }

    private CompletionStage<?> put(UserId user) {
        long until = clock.millis() + properties.registration().toMillis();
        RedisAsyncCommands<String, byte[]> redis = connection.async();
        RedisFuture<Long> added = redis.zadd(key(user), (double) until, nodeBytes);
        var _ = redis.pexpire(key(user), properties.registration().multipliedBy(2).toMillis());
        return added;
    }

    /// Tells Redis that this node lives. Where Redis has forgotten it, everything is registered
    /// again.
    @Scheduled(fixedDelayString = "${sentinel.delivery.beat:1s}")
    void beat() {
        if (!connection.isOpen()) {
            return;
        }
        long now = clock.millis();
        var _ =
                connection
                        .async()
                        .setGet(
                                "node:" + node.value(),
                                nodeBytes,
                                SetArgs.Builder.px(properties.missedBeats().multipliedBy(3)))
                        .whenComplete(
                                (previous, failure) -> {
                                    if (failure == null && previous == null) {
                                        registerAll();
                                        local.allMustSync();
                                    }
                                });
        if (now - renewedAt > properties.registration().toMillis() / 2) {
            renewedAt = now;
            registerAll();
        }
    }

    /// After a reconnect, too: Redis may have forgotten while it was away.
    void registerAll() {
        local.users().forEach(this::put);
    }

    static String key(UserId user) {
        return KEY + user + "}";
    }

    static boolean isKey(String key) {
        return key.startsWith(KEY);
    }

    /// @param key of the registry
    static UserId user(String key) {
        return UserId.parse(key.substring(KEY.length(), key.length() - 1));
    }
}
