package chat.sentinel.notification.push;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.device.BrowserKeys;
import chat.sentinel.notification.device.Platform;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What has to be known to write pushes, of many at once.
@Component
class PushFacts {
    private final JdbcClient jdbc;

    PushFacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record DeviceKey(UserId userId, String deviceId) {}

    record Device(
            Platform platform, String token, @Nullable BrowserKeys keys, SessionId sessionId) {}

    Map<DeviceKey, Device> devices(Collection<UserId> users) {
        Map<DeviceKey, Device> devices = new HashMap<>();
        jdbc.sql(
                        """
                        select user_id, device_id, platform, token,
                            -- A version that knows no keys may have put another token there.
                            case when token like 'http%://%' then p256dh end, auth, session_id
                        from devices
                        where user_id = any(?)
                        """)
                .param(ids(users))
                .query(
                        row -> {
                            devices.put(
                                    new DeviceKey(
                                            new UserId(row.getObject(1, UUID.class)),
                                            row.getString(2)),
                                    new Device(
                                            Platform.of(row.getString(3)).orElseThrow(),
                                            row.getString(4),
                                            row.getString(5) == null
                                                    ? null
                                                    : new BrowserKeys(
                                                            row.getString(5), row.getString(6)),
                                            new SessionId(row.getObject(7, UUID.class))));
                        });
        return devices;
    }

    Map<UserId, String> names(Collection<UserId> users) {
        Map<UserId, String> names = new HashMap<>();
        jdbc.sql(
                        """
                        select user_id, username from people
                        where user_id = any(?) and username is not null and not erased
                        """)
                .param(ids(users))
                .query(
                        row -> {
                            names.put(new UserId(row.getObject(1, UUID.class)), row.getString(2));
                        });
        return names;
    }

    /// @return of those that are groups
    Map<ChatId, String> titles(Collection<ChatId> chats) {
        Map<ChatId, String> titles = new HashMap<>();
        jdbc.sql(
                        """
                        select chat_id, coalesce(title, 'A group') from chats
                        where chat_id = any(?) and is_group
                        """)
                .param(chats.stream().map(ChatId::value).toArray(UUID[]::new))
                .query(
                        row -> {
                            titles.put(new ChatId(row.getObject(1, UUID.class)), row.getString(2));
                        });
        return titles;
    }

    /// Who does not want what is said to be shown.
    Set<UserId> withoutPreviews(Collection<UserId> users) {
        return new HashSet<>(
                jdbc.sql("select user_id from preferences where user_id = any(?) and not previews")
                        .param(ids(users))
                        .query((row, _) -> new UserId(row.getObject(1, UUID.class)))
                        .list());
    }

    /// How many messages the alert list of each tells of.
    Map<UserId, Integer> badges(Collection<UserId> users) {
        Map<UserId, Integer> badges = new HashMap<>();
        jdbc.sql(
                        """
                        select user_id, least(9999, sum(ordinal - seen_ordinal))
                        from members join chats using (chat_id)
                        where user_id = any(?) and present and ordinal > seen_ordinal
                        group by user_id
                        """)
                .param(ids(users))
                .query(
                        row -> {
                            badges.put(new UserId(row.getObject(1, UUID.class)), row.getInt(2));
                        });
        return badges;
    }

    private static UUID[] ids(Collection<UserId> users) {
        return users.stream().map(UserId::value).toArray(UUID[]::new);
    }
}
