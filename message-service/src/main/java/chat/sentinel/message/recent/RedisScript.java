package chat.sentinel.message.recent;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;

/// One Lua file, called by its digest. A Redis that does not know it (after a restart) is given it
/// again; the call that found it missing fails.
final class RedisScript {
    private final StatefulRedisConnection<String, byte[]> loader;
    private final String text;
    private final String digest;

    /// @param loader flushes by itself
    RedisScript(StatefulRedisConnection<String, byte[]> loader, String path) {
        this.loader = loader;
        try {
            this.text = new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.digest = loader.async().digest(text);
        load();
    }

    <T> RedisFuture<T> call(
            RedisAsyncCommands<String, byte[]> redis,
            ScriptOutputType answer,
            String[] keys,
            byte[]... arguments) {
        RedisFuture<T> called = redis.evalsha(digest, answer, keys, arguments);
        called.exceptionally(
                failure -> {
                    if (failure instanceof RedisNoScriptException) {
                        load();
                    }
                    return null;
                });
        return called;
    }

    private void load() {
        var _ = loader.async().scriptLoad(text);
    }
}
