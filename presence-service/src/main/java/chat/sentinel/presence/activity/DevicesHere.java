package chat.sentinel.presence.activity;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/// The devices of users that have a socket, by their sessions.
@Component
public class DevicesHere {
    private final StringRedisTemplate redis;
    private final ActivityProperties properties;
    private final Clock clock;

    DevicesHere(StringRedisTemplate redis, ActivityProperties properties, Clock clock) {
        this.redis = redis;
        this.properties = properties;
        this.clock = clock;
    }

    /// Requests without a socket do not count: what comes does not come by them.
    ///
    /// @return of each user when each device gave its last sign of life by a socket, in
    ///     milliseconds since 1970, where that is less than the threshold ago and it has not left
    public Map<UserId, Map<SessionId, Long>> of(Collection<UserId> users) {
        List<UserId> asked = List.copyOf(users);
        List<?> answers;
        try {
            answers =
                    redis.executePipelined(
                            (RedisCallback<?>)
                                    connection -> {
                                        for (UserId user : asked) {
                                            connection
                                                    .hashCommands()
                                                    .hGetAll(
                                                            Activity.key(user)
                                                                    .getBytes(
                                                                            StandardCharsets
                                                                                    .UTF_8));
                                        }
                                        return null;
                                    });
        } catch (RedisPipelineException e) {
            throw new DataAccessResourceFailureException("Redis does not answer", e);
        }
        long since = clock.millis() - properties.threshold().toMillis();
        Map<UserId, Map<SessionId, Long>> all = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            all.put(asked.get(i), devices((Map<?, ?>) answers.get(i), since));
        }
        return all;
    }

    private static Map<SessionId, Long> devices(Map<?, ?> fields, long since) {
        Map<SessionId, Long> devices = new HashMap<>();
        fields.forEach(
                (name, value) -> {
                    String[] parts = name.toString().split("[:/]", 3);
                    if (parts.length == 3 && parts[0].equals("d") && !parts[2].isEmpty()) {
                        long at = Long.parseLong(value.toString());
                        if (at > since) {
                            devices.merge(SessionId.parse(parts[1]), at, Math::max);
                        }
                    }
                });
        return devices;
    }
}
