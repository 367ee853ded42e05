package chat.sentinel.notification.preference;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// How people wish to be told, as they said it last. A mute that is over is nowhere to be seen.
@Component
public class StoredPreferences {
    static final int MOST_MUTED = 1_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    StoredPreferences(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @return for each of the users; DEFAULT for who has never said
    public Map<UserId, Preferences> of(Collection<UserId> users) {
        Map<UserId, Preferences> found = new HashMap<>();
        users.forEach(user -> found.put(user, Preferences.DEFAULT));
        jdbc.sql(
                        """
                        select user_id, previews, quiet_from, quiet_to, zone from preferences
                        where user_id = any(?)
                        """)
                .param(users.stream().map(UserId::value).toArray(UUID[]::new))
                .query(
                        row -> {
                            found.put(
                                    new UserId(row.getObject(1, UUID.class)),
                                    new Preferences(row.getBoolean(2), quiet(row)));
                        });
        return found;
    }

    private static @Nullable QuietHours quiet(ResultSet row) throws SQLException {
        String zone = row.getString("zone");
        return zone == null
                ? null
                : new QuietHours(
                        row.getObject("quiet_from", LocalTime.class),
                        row.getObject("quiet_to", LocalTime.class),
                        ZoneId.of(zone));
    }

    /// Who of these users mutes which of these chats now.
    public Set<Muted> mutedBy(Collection<UserId> users, Collection<ChatId> chats) {
        return new HashSet<>(
                jdbc.sql(
                                """
                                select user_id, chat_id from muted_chats
                                where user_id = any(?) and chat_id = any(?)
                                  and (until is null or until > ?)
                                """)
                        .param(users.stream().map(UserId::value).toArray(UUID[]::new))
                        .param(chats.stream().map(ChatId::value).toArray(UUID[]::new))
                        .param(clock.instant().atOffset(ZoneOffset.UTC))
                        .query(
                                (row, _) ->
                                        new Muted(
                                                new UserId(row.getObject(1, UUID.class)),
                                                new ChatId(row.getObject(2, UUID.class))))
                        .list());
    }

    /// Everything that the user has said. Takes part in the transaction of the caller, if there
    /// is one.
    @Transactional
    public void erase(UserId user) {
        jdbc.sql("delete from preferences where user_id = ?").param(user.value()).update();
        jdbc.sql("delete from muted_chats where user_id = ?").param(user.value()).update();
    }

    PreferencesView show(UserId user, Instant now) {
        List<MutedChat> muted =
                jdbc.sql(
                                """
                                select chat_id, until from muted_chats
                                where user_id = ? and (until is null or until > ?)
                                order by chat_id
                                """)
                        .param(user.value())
                        .param(now.atOffset(ZoneOffset.UTC))
                        .query(
                                (row, _) -> {
                                    OffsetDateTime until = row.getObject(2, OffsetDateTime.class);
                                    return new MutedChat(
                                            new ChatId(row.getObject(1, UUID.class)),
                                            until == null ? null : until.toInstant());
                                })
                        .list();
        return PreferencesView.of(Objects.requireNonNull(of(List.of(user)).get(user)), muted);
    }

    /// In place of all that the user had said before.
    @Transactional
    public void put(UserId user, PreferencesRequest.Wishes wishes) {
        lock(user);
        QuietHours quiet = wishes.preferences().quietHours();
        jdbc.sql(
                        """
                        insert into preferences (user_id, previews, quiet_from, quiet_to, zone)
                        values (?, ?, ?, ?, ?)
                        on conflict (user_id) do update set
                            previews = excluded.previews, quiet_from = excluded.quiet_from,
                            quiet_to = excluded.quiet_to, zone = excluded.zone
                        """)
                .param(user.value())
                .param(wishes.preferences().previews())
                .param(quiet == null ? null : quiet.from())
                .param(quiet == null ? null : quiet.to())
                .param(quiet == null ? null : quiet.zone().getId())
                .update();
        jdbc.sql("delete from muted_chats where user_id = ?").param(user.value()).update();
        jdbc.sql(
                        """
                        insert into muted_chats (user_id, chat_id, until)
                        select ?, chat_id, until from unnest(?::uuid[], ?::timestamptz[]) as asked (chat_id, until)
                        """)
                .param(user.value())
                .param(
                        wishes.mutedChats().stream()
                                .map(muted -> muted.chatId().value())
                                .toArray(UUID[]::new))
                .param(
                        wishes.mutedChats().stream()
                                .map(MutedChat::until)
                                .map(until -> until == null ? null : until.toString())
                                .toArray(String[]::new))
                .update();
    }

    /// @throws SentinelException VALIDATION_FAILED when there are too many
    @Transactional
    public void mute(UserId user, MutedChat muted, Instant now) {
        lock(user);
        Instant until = muted.until();
        jdbc.sql("delete from muted_chats where user_id = ? and until <= ?")
                .param(user.value())
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql(
                        """
                        insert into muted_chats (user_id, chat_id, until) values (?, ?, ?)
                        on conflict (user_id, chat_id) do update set until = excluded.until
                        """)
                .param(user.value())
                .param(muted.chatId().value())
                .param(until == null ? null : until.atOffset(ZoneOffset.UTC))
                .update();
        int count =
                jdbc.sql("select count(*) from muted_chats where user_id = ?")
                        .param(user.value())
                        .query(Integer.class)
                        .single();
        if (count > MOST_MUTED) {
            throw SentinelException.invalid(
                    "muted_chats", "is a list of at most " + MOST_MUTED + "; unmute one first");
        }
    }

    void unmute(UserId user, ChatId chat) {
        jdbc.sql("delete from muted_chats where user_id = ? and chat_id = ?")
                .param(user.value())
                .param(chat.value())
                .update();
    }

    /// One who changes his wishes on two devices at once: one after the other.
    private void lock(UserId user) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('preferences:' || ?, 0))")
                .param(user.toString())
                .query((_, _) -> true)
                .list();
    }
}
