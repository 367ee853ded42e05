package chat.sentinel.message.people;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who exists, as far as user.events have told. Every write carries the version of the user's
/// own event as write time, so repeats and old events change nothing. Calls wait for the store.
@Component
public class People {
    private final CqlSession session;
    private final PreparedStatement byId;
    private final PreparedStatement byName;
    private final PreparedStatement writeUser;
    private final PreparedStatement writeName;
    private final PreparedStatement deleteUser;
    private final PreparedStatement deleteName;

    People(CqlSession session) {
        this.session = session;
        this.byId = session.prepare("SELECT username FROM users WHERE user_id = ?");
        this.byName =
                session.prepare("SELECT user_id FROM users_by_name WHERE username_key = ? LIMIT 1");
        this.writeUser =
                session.prepare(
                        "INSERT INTO users (user_id, username) VALUES (?, ?) USING TIMESTAMP ?");
        this.writeName =
                session.prepare(
                        "INSERT INTO users_by_name (username_key, user_id) VALUES (?, ?) USING TIMESTAMP ?");
        this.deleteUser = session.prepare("DELETE FROM users USING TIMESTAMP ? WHERE user_id = ?");
        this.deleteName =
                session.prepare(
                        "DELETE FROM users_by_name USING TIMESTAMP ? WHERE username_key = ? AND user_id = ?");
    }

    public boolean exists(UserId userId) {
        return nameOf(userId) != null;
    }

    /// Those of them who do not exist.
    public CompletionStage<Set<UserId>> missing(Collection<UserId> userIds) {
        Set<UserId> missing = ConcurrentHashMap.newKeySet();
        return CompletableFuture.allOf(
                        userIds.stream()
                                .map(
                                        id ->
                                                session.executeAsync(byId.bind(id.value()))
                                                        .thenAccept(
                                                                rows -> {
                                                                    if (rows.one() == null) {
                                                                        missing.add(id);
                                                                    }
                                                                })
                                                        .toCompletableFuture())
                                .toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> missing);
    }

    public Optional<UserId> named(Username username) {
        return Optional.ofNullable(session.execute(byName.bind(username.key())).one())
                .map(row -> new UserId(Objects.requireNonNull(row.getUuid("user_id"))));
    }

    void put(UserId userId, Username username, long version) {
        String old = nameOf(userId);
        session.execute(writeName.bind(username.key(), userId.value(), version));
        session.execute(writeUser.bind(userId.value(), username.value(), version));
        if (old != null && !new Username(old).key().equals(username.key())) {
            session.execute(deleteName.bind(version, new Username(old).key(), userId.value()));
        }
    }

    void erase(UserId userId, Username username, long version) {
        session.execute(deleteName.bind(version, username.key(), userId.value()));
        session.execute(deleteUser.bind(version, userId.value()));
    }

    private @Nullable String nameOf(UserId userId) {
        Row row = session.execute(byId.bind(userId.value())).one();
        return row == null ? null : row.getString("username");
    }
}
