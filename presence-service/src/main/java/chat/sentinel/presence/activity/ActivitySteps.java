package chat.sentinel.presence.activity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/// The Lua files of `redis/`, each behind `settle.lua`; their headers say what goes in and out.
final class ActivitySteps {
    private static final String[] FIELDS = {"v", "a", "l", "s", "x", "u", "sv", "f"};

    private final RedisScript<?> signs = settling("signs");
    private final RedisScript<?> leave = settling("leave");
    private final RedisScript<?> sweep = settling("sweep");
    private final RedisScript<?> status = settling("status");
    private final RedisScript<?> told = settling("told");
    private final RedisScript<?> freeze = script(text("freeze"));

    record Swept(int looked, List<List<String>> told) {}

    List<List<String>> signs(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, signs, keys, arguments));
    }

    List<List<String>> leave(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, leave, keys, arguments));
    }

    Swept sweep(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        List<?> answer = call(redis, sweep, keys, arguments);
        return new Swept(((Number) answer.get(0)).intValue(), rows((List<?>) answer.get(1)));
    }

    List<List<String>> status(
            StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, status, keys, arguments));
    }

    List<List<String>> told(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, told, keys, arguments));
    }

    void freeze(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        redis.execute(freeze, keys, arguments.toArray());
    }

    /// One round trip for all keys.
    ///
    /// @return of each key the fields v, a, l, s, x, u, sv, f, and the one frozen for the watcher
    List<List<@Nullable String>> read(
            StringRedisTemplate redis, List<String> keys, String watcher) {
        byte[][] fields = new byte[FIELDS.length + 1][];
        for (int i = 0; i < FIELDS.length; i++) {
            fields[i] = bytes(FIELDS[i]);
        }
        fields[FIELDS.length] = bytes("f:" + watcher);
        List<?> answers;
        try {
            answers =
                    redis.executePipelined(
                            (RedisCallback<?>)
                                    connection -> {
                                        for (String key : keys) {
                                            connection.hashCommands().hMGet(bytes(key), fields);
                                        }
                                        return null;
                                    });
        } catch (RedisPipelineException e) {
            throw new DataAccessResourceFailureException("Redis does not answer", e);
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Object answer : answers) {
            List<@Nullable String> row = new ArrayList<>();
            for (Object value : (List<?>) answer) {
                row.add((String) value);
            }
            rows.add(row);
        }
        return rows;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<?> call(
            StringRedisTemplate redis,
            RedisScript<?> script,
            List<String> keys,
            List<String> arguments) {
        return (List<?>) Objects.requireNonNull(redis.execute(script, keys, arguments.toArray()));
    }

    @SuppressWarnings("unchecked")
    private static List<List<String>> rows(List<?> answer) {
        return (List<List<String>>) answer;
    }

    private static RedisScript<?> settling(String name) {
        return script(text("settle") + text(name));
    }

    private static RedisScript<?> script(String text) {
        return new DefaultRedisScript<>(text, List.class);
    }

    private static String text(String name) {
        try {
            return new ClassPathResource("redis/" + name + ".lua")
                    .getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
