package chat.sentinel.message.delivery;

import chat.sentinel.contracts.UserId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which nodes hold the sockets of each user, in memory for as long as Redis tells this connection
/// of every change (`CLIENT TRACKING`). It tells before it answers what is asked later on the same
/// connection: once a command is answered, everything is known here that happened before it.
final class Routes {
    private static final Logger log = LoggerFactory.getLogger(Routes.class);
    private static final int MOST_USERS = 200_000;

    private final StatefulRedisConnection<String, byte[]> connection;
    private final Clock clock;
    private final Cache<UserId, List<Route>> known =
            Caffeine.newBuilder()
                    // Tidied up by who uses it: to wake another thread for that costs more.
                    .executor(Runnable::run)
                    .maximumSize(MOST_USERS)
                    .build();

    /// Another one for every time that the connection is lost; what was asked before is not kept.
    private final AtomicInteger era = new AtomicInteger();

    private volatile boolean tracking;

    /// @param until milliseconds since 1970
    private record Route(String node, double until) {}

    /// @param connection that sends nothing by itself
    Routes(StatefulRedisConnection<String, byte[]> connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
        connection.addListener(this::changed);
        connection.addListener(
                new RedisConnectionStateAdapter() {
                    @Override
                    public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                        forgetAll();
                    }

                    @Override
                    public void onRedisConnected(
                            RedisChannelHandler<?, ?> handler, SocketAddress address) {
                        track();
                    }
                });
        track();
    }

    /// Everything that is read on this connection is tracked from then on, heads of chats too;
    /// without word of what it writes itself, which no session is.
    private void track() {
        forgetAll();
        int now = era.get();
        var _ =
                connection
                        .async()
                        .clientTracking(TrackingArgs.Builder.enabled().noloop())
                        .whenComplete(
                                (_, failure) -> {
                                    if (failure != null) {
                                        log.warn(
                                                "Redis tells of no changes; asked each time",
                                                failure);
                                    } else if (now == era.get()) {
                                        tracking = true;
                                    }
                                });
        connection.flushCommands();
    }

    private void forgetAll() {
        tracking = false;
        era.incrementAndGet();
        known.invalidateAll();
    }

    private void changed(PushMessage message) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        List<Object> content = message.getContent(StringCodec.UTF8::decodeKey);
        if (content.get(1) instanceof List<?> keys) {
            keys.stream()
                    .map(Object::toString)
                    .filter(SessionRegistry::isKey)
                    .forEach(key -> known.invalidate(SessionRegistry.user(key)));
        } else {
            // All keys are gone.
            known.invalidateAll();
        }
    }

    /// The nodes that hold a socket of this user, as far as that is known; null: it has to be
    /// asked.
    @Nullable Set<String> of(UserId user) {
        List<Route> routes = known.getIfPresent(user);
        return routes == null ? null : live(routes);
    }

    /// Asks Redis; the caller flushes.
    CompletionStage<Set<String>> ask(RedisAsyncCommands<String, byte[]> redis, UserId user) {
        // In this order: who reads an era that ends here keeps nothing.
        int asked = era.get();
        boolean keep = tracking;
        RedisFuture<List<ScoredValue<byte[]>>> answer =
                redis.zrangeWithScores(SessionRegistry.key(user), 0, -1);
        return answer.thenApply(
                nodes -> {
                    List<Route> routes =
                            nodes.stream()
                                    .map(
                                            node ->
                                                    new Route(
                                                            new String(
                                                                    node.getValue(),
                                                                    StandardCharsets.UTF_8),
                                                            node.getScore()))
                                    .toList();
                    if (keep && asked == era.get()) {
                        known.put(user, routes);
                    }
                    return live(routes);
                });
    }

    private Set<String> live(List<Route> routes) {
        long now = clock.millis();
        return routes.stream()
                .filter(route -> route.until() >= now)
                .map(Route::node)
                .collect(Collectors.toUnmodifiableSet());
    }
}
