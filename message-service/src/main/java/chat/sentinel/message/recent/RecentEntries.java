package chat.sentinel.message.recent;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.message.store.Entry;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// `head:{chat_id}` and `recent:{chat_id}`: how far a chat has come, and its newest entries
/// (encrypted as in the store). The head is what the owner has numbered; it can be ahead of the
/// store.
@Component
public class RecentEntries {
    /// Entries kept of each chat.
    public static final int KEPT = 50;

    private static final byte[] KEPT_ARGUMENT = number(KEPT);
    private static final byte[] LIFE = number(Duration.ofDays(2).toMillis());
    private static final byte[] NOTHING = {};
    private static final String LAST = "last";

    private final StatefulRedisConnection<String, byte[]> connection;
    private final RedisScript advance;
    private final RedisScript fill;
    private final RedisScript newest;

    /// Chats that went on while Redis was away: what it keeps of them is older than it should be.
    private final Set<ChatId> stale = ConcurrentHashMap.newKeySet();

    RecentEntries(RedisConnections redis) {
        this.connection = redis.open();
        this.advance = new RedisScript(connection, "redis/advance.lua");
        this.fill = new RedisScript(connection, "redis/fill.lua");
        this.newest = new RedisScript(connection, "redis/newest.lua");
    }

    /// One step forward, on the caller's connection so that it precedes the caller's next
    /// command there. Where it fails, what is kept of the chat is dropped as soon as Redis answers.
    ///
    /// @param entry null: it changes an earlier one, so what is kept of the chat is dropped
    public CompletionStage<?> advance(
            RedisAsyncCommands<String, byte[]> redis,
            ChatId chat,
            long seq,
            byte @Nullable [] entry) {
        return advance.call(
                        redis,
                        ScriptOutputType.INTEGER,
                        keys(chat),
                        number(seq),
                        entry == null ? NOTHING : entry,
                        KEPT_ARGUMENT,
                        LIFE)
                .whenComplete(
                        (_, failure) -> {
                            if (failure != null) {
                                stale.add(chat);
                            }
                        });
    }

    @Scheduled(fixedDelay = 500)
    void dropStale() {
        if (!stale.isEmpty() && connection.isOpen()) {
            List<ChatId> chats = List.copyOf(stale);
            var _ =
                    connection
                            .async()
                            .del(
                                    chats.stream()
                                            .map(RecentEntries::recentKey)
                                            .toArray(String[]::new))
                            .thenRun(() -> stale.removeAll(chats));
        }
    }

    /// The highest numbered seq; empty where the cache does not know.
    public CompletionStage<Optional<Long>> head(ChatId chat) {
        return connection
                .async()
                .get(headKey(chat))
                .thenApply(value -> Optional.ofNullable(value).map(RecentEntries::toLong));
    }

    /// Up to [#KEPT] entries, newest first and without a gap; empty where the cache has none.
    public CompletionStage<List<Entry>> newest(ChatId chat) {
        return connection.async().hgetall(recentKey(chat)).thenApply(RecentEntries::entries);
    }

    /// The newest entry alone.
    public CompletionStage<Optional<Entry>> newestOne(ChatId chat) {
        return newest.<byte[]>call(
                        connection.async(), ScriptOutputType.VALUE, new String[] {recentKey(chat)})
                .thenApply(entry -> Optional.ofNullable(entry).map(RecentEntries::entry));
    }

    /// Offers a page read from the store, newest first.
    public void fill(ChatId chat, List<Entry> page) {
        if (page.isEmpty()) {
            return;
        }
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(number(page.getFirst().seq()));
        arguments.add(LIFE);
        page.stream()
                .limit(KEPT)
                .forEach(
                        entry -> {
                            arguments.add(number(entry.seq()));
                            arguments.add(entry.toEvent().toByteArray());
                        });
        var _ =
                fill.call(
                        connection.async(),
                        ScriptOutputType.INTEGER,
                        keys(chat),
                        arguments.toArray(byte[][]::new));
    }

    private static List<Entry> entries(Map<String, byte[]> hash) {
        byte[] last = hash.remove(LAST);
        if (last == null) {
            return List.of();
        }
        List<Entry> entries =
                hash.values().stream()
                        .map(RecentEntries::entry)
                        .sorted(Comparator.comparingLong(Entry::seq).reversed())
                        .toList();
        long expected = toLong(last);
        for (Entry entry : entries) {
            if (entry.seq() != expected--) {
                return List.of();
            }
        }
        return entries;
    }

    private static Entry entry(byte[] bytes) {
        try {
            return Entry.of(ChatEvent.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String headKey(ChatId chat) {
        return "head:{" + chat + "}";
    }

    private static String recentKey(ChatId chat) {
        return "recent:{" + chat + "}";
    }

    private static String[] keys(ChatId chat) {
        return new String[] {headKey(chat), recentKey(chat)};
    }

    private static byte[] number(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static long toLong(byte[] value) {
        return Long.parseLong(new String(value, StandardCharsets.US_ASCII));
    }
}
