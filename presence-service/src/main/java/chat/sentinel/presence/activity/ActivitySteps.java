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
    private static final String[] FIELDS = {"v", "a", "l", "s", "x", "u", "sv", "f", "h", "b"};

    private final RedisScript<?> signs = settling("signs");
    private final RedisScript<?> leave = settling("leave");
    private final RedisScript<?> sweep = settling("sweep");
    private final RedisScript<?> status = settling("status");
    private final RedisScript<?> told = settling("told");
    private final RedisScript<?> restore = settling("restore");
    private final RedisScript<?> freeze = settling("freeze");

    record Swept(int looked, List<List<String>> told, List<String> hidden) {}

    List<List<String>> signs(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, signs, keys, arguments));
    }

    List<List<String>> leave(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, leave, keys, arguments));
    }

    Swept sweep(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        List<?> answer = call(redis, sweep, keys, arguments);
        return new Swept(
                ((Number) answer.get(0)).intValue(),
                rows((List<?>) answer.get(1)),
                strings((List<?>) answer.get(2)));
    }

    List<List<String>> status(
            StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, status, keys, arguments));
    }

    List<List<String>> told(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        return rows(call(redis, told, keys, arguments));
    }

    void restore(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        call(redis, restore, keys, arguments);
    }

    void freeze(StringRedisTemplate redis, List<String> keys, List<String> arguments) {
        call(redis, freeze, keys, arguments);
    }

    /// One round trip for all keys.
    ///
    /// @param frozen where the times are that are frozen for others, in the same order
    /// @return of each key the fields v, a, l, s, x, u, sv, f, h, b, and what is frozen for the
    ///     watcher
    List<List<@Nullable String>> read(
            StringRedisTemplate redis, List<String> keys, List<String> frozen, String watcher) {
        byte[][] fields = new byte[FIELDS.length][];
        for (int i = 0; i < FIELDS.length; i++) {
            fields[i] = bytes(FIELDS[i]);
        }
        List<?> answers;
        try {
            answers =
                    redis.executePipelined(
                            (RedisCallback<?>)
                                    connection -> {
                                        for (int i = 0; i < keys.size(); i++) {
                                            var hashes = connection.hashCommands();
                                            hashes.hMGet(bytes(keys.get(i)), fields);
                                            hashes.hGet(bytes(frozen.get(i)), bytes(watcher));
                                        }
                                        return null;
                                    });
        } catch (RedisPipelineException e) {
            throw new DataAccessResourceFailureException("Redis does not answer", e);
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int i = 0; i < answers.size(); i += 2) {
            List<@Nullable String> row = new ArrayList<>();
            for (Object value : (List<?>) answers.get(i)) {
                row.add((String) value);
            }
            row.add((String) answers.get(i + 1));
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

    @SuppressWarnings("unchecked")
    private static List<String> strings(List<?> answer) {
        return (List<String>) answer;
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
