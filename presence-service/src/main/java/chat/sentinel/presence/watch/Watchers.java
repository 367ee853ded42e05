package chat.sentinel.presence.watch;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/// Who watches whom: `watchers:{SHARD}:USER`, a sorted set of watchers and their nodes by the time
/// until which they count. Waits for Redis.
@Component
class Watchers {
    private final StringRedisTemplate redis;
    private final WatchProperties properties;
    private final Clock clock;

    Watchers(StringRedisTemplate redis, WatchProperties properties, Clock clock) {
        this.redis = redis;
        this.properties = properties;
        this.clock = clock;
    }

    void add(Watcher watcher, Collection<UserId> users) {
        double now = clock.millis();
        double until = now + properties.lasts().toMillis();
        byte[] member = bytes(watcher.member());
        pipelined(
                connection -> {
                    for (UserId user : users) {
                        byte[] key = bytes(key(user));
                        connection.zSetCommands().zAdd(key, until, member);
                        connection.zSetCommands().zRemRangeByScore(key, 0, now);
                        connection.keyCommands().pExpire(key, 2 * properties.lasts().toMillis());
                    }
                    return null;
                });
    }

    void remove(Watcher watcher, Collection<UserId> users) {
        byte[] member = bytes(watcher.member());
        pipelined(
                connection -> {
                    users.forEach(user -> connection.zSetCommands().zRem(bytes(key(user)), member));
                    return null;
                });
    }

    /// Of each of these users, also of those whom nobody watches.
    Map<UserId, List<Watcher>> of(Collection<UserId> users) {
        double now = clock.millis();
        List<?> answers =
                pipelined(
                        connection -> {
                            users.forEach(
                                    user ->
                                            connection
                                                    .zSetCommands()
                                                    .zRangeByScore(
                                                            bytes(key(user)),
                                                            now,
                                                            Double.POSITIVE_INFINITY));
                            return null;
                        });
        Map<UserId, List<Watcher>> watchers = new LinkedHashMap<>();
        int row = 0;
        for (UserId user : users) {
            List<Watcher> his = new ArrayList<>();
            ((Collection<?>) answers.get(row++))
                    .forEach(member -> his.add(Watcher.parse((String) member)));
            watchers.put(user, his);
        }
        return watchers;
    }

    void forget(UserId user) {
        redis.delete(key(user));
    }

    private List<?> pipelined(RedisCallback<?> commands) {
        return redis.executePipelined(commands);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String key(UserId user) {
        return "watchers:{" + PresenceShards.of(user) + "}:" + user;
    }
}
