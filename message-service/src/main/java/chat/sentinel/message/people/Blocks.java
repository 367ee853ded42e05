package chat.sentinel.message.people;

import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who has blocked whom, as far as user.events have told. The store is written with the version
/// of the blocker's own event as write time, and what is in memory has that version too, so
/// repeats and old events change nothing.
@Component
public class Blocks {
    private static final Known NEVER = new Known(false, 0);

    private final CqlSession session;
    private final PreparedStatement read;
    private final PreparedStatement write;
    private final PreparedStatement deleteAll;
    private final AsyncCache<Pair, Known> known =
            Caffeine.newBuilder()
                    // Tidied up by who uses it: to wake another thread for that costs more.
                    .executor(Runnable::run)
                    .maximumSize(200_000)
                    .expireAfterAccess(Duration.ofMinutes(10))
                    .buildAsync();

    Blocks(CqlSession session) {
        this.session = session;
        this.read =
                session.prepare(
                        "SELECT blocked, WRITETIME(blocked) AS version FROM blocks"
                                + " WHERE user_id = ? AND blocked_id = ?");
        this.write =
                session.prepare(
                        "UPDATE blocks USING TIMESTAMP ? SET blocked = ?"
                                + " WHERE user_id = ? AND blocked_id = ?");
        this.deleteAll = session.prepare("DELETE FROM blocks USING TIMESTAMP ? WHERE user_id = ?");
    }

    private record Pair(UserId blocker, UserId blocked) {}

    /// @param version of the blocker's event since which it is so
    private record Known(boolean blocked, long version) {}

    /// Whether the one does not want to hear from the other. Does not wait: mostly from memory, and
    /// at most about a second old.
    ///
    /// @return fails when it is not in memory and the store does not answer
    public CompletionStage<Boolean> isBlocked(UserId blocker, UserId blocked) {
        return known.get(new Pair(blocker, blocked), (pair, _) -> load(pair))
                .thenApply(Known::blocked);
    }

    /// Into the store. Waits for it.
    void put(UserId blocker, UserId blocked, boolean isBlocked, long version) {
        session.execute(write.bind(version, isBlocked, blocker.value(), blocked.value()));
    }

    /// From the store. Waits for it. What is in memory goes with time; nobody asks for it.
    void erase(UserId blocker, long version) {
        session.execute(deleteAll.bind(version, blocker.value()));
    }

    /// Into memory, where it wins over all that is older, a load under way too. What was not in
    /// memory is from now on: the store may not have been told yet.
    void learn(UserId blocker, UserId blocked, boolean isBlocked, long version) {
        Known told = new Known(isBlocked, version);
        known.asMap()
                .compute(
                        new Pair(blocker, blocked),
                        (pair, before) ->
                                (before == null ? load(pair) : before)
                                        .handle((found, _) -> newer(told, found)));
    }

    /// Nothing is in memory, and no load under way will be.
    void forgetAll() {
        known.synchronous().invalidateAll();
    }

    private static Known newer(Known told, @Nullable Known found) {
        return found == null || found.version() < told.version() ? told : found;
    }

    private CompletableFuture<Known> load(Pair pair) {
        return session.executeAsync(read.bind(pair.blocker().value(), pair.blocked().value()))
                .thenApply(
                        rows -> {
                            Row row = rows.one();
                            return row == null
                                    ? NEVER
                                    : new Known(row.getBoolean("blocked"), row.getLong("version"));
                        })
                .toCompletableFuture();
    }
}
