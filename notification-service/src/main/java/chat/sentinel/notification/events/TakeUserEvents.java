package chat.sentinel.notification.events;

import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.notification.decide.DecideProperties;
import chat.sentinel.notification.device.Devices;
import chat.sentinel.notification.preference.StoredPreferences;
import chat.sentinel.notification.push.Welcome;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What is so of people. What was had is dropped by the version of the user. In the caller's
/// transaction.
@Component
class TakeUserEvents {
    private final JdbcClient jdbc;
    private final Devices devices;
    private final StoredPreferences preferences;
    private final Alerts alerts;
    private final Welcome welcome;
    private final DecideProperties properties;
    private final Clock clock;

    TakeUserEvents(
            JdbcClient jdbc,
            Devices devices,
            StoredPreferences preferences,
            Alerts alerts,
            Welcome welcome,
            DecideProperties properties,
            Clock clock) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.preferences = preferences;
        this.alerts = alerts;
        this.welcome = welcome;
        this.properties = properties;
        this.clock = clock;
    }

    void take(UserEvent event) {
        UserId user = UserId.of(event.getUserId());
        String name =
                switch (event.getFactCase()) {
                    case REGISTERED -> event.getRegistered().getUsername();
                    case UPDATED -> event.getUpdated().getUsername();
                    default -> null;
                };
        if (!isNew(user, event.getVersion(), name)) {
            return;
        }
        switch (event.getFactCase()) {
            case REGISTERED -> greet(user, event);
            case ERASED -> erase(user);
            case BLOCKED -> block(user, UserId.of(event.getBlocked().getBlockedId()));
            case UNBLOCKED -> unblock(user, UserId.of(event.getUnblocked().getBlockedId()));
            case SESSIONS_REVOKED ->
                    devices.endOfSessions(
                            event.getSessionsRevoked().getSessionIdsList().stream()
                                    .map(SessionId::of)
                                    .toList());
            case UPDATED, FACT_NOT_SET -> {
                // The name is kept already.
            }
        }
    }

    private boolean isNew(UserId user, long version, @Nullable String name) {
        return jdbc.sql(
                                """
                                insert into people (user_id, version, username) values (?, ?, ?)
                                on conflict (user_id) do update set version = excluded.version,
                                    username = coalesce(excluded.username, people.username)
                                where people.version < excluded.version
                                """)
                        .param(user.value())
                        .param(version)
                        .param(name)
                        .update()
                > 0;
    }

    private void greet(UserId user, UserEvent event) {
        Instant at = Instant.ofEpochMilli(event.getTimestamp());
        if (at.plus(properties.oldest()).isAfter(clock.instant())) {
            devices.lock(user);
            alerts.welcome(user, Ids.uuid(event.getEventId()), at);
            welcome.greet(user);
        }
    }

    private void block(UserId user, UserId blocked) {
        jdbc.sql("insert into blocks (user_id, blocked_id) values (?, ?) on conflict do nothing")
                .param(user.value())
                .param(blocked.value())
                .update();
    }

    private void unblock(UserId user, UserId blocked) {
        jdbc.sql("delete from blocks where user_id = ? and blocked_id = ?")
                .param(user.value())
                .param(blocked.value())
                .update();
    }

    private void erase(UserId user) {
        devices.erase(user);
        preferences.erase(user);
        for (String table : List.of("blocks", "items", "decisions")) {
            jdbc.sql("delete from " + table + " where user_id = ?").param(user.value()).update();
        }
        jdbc.sql("update people set username = null, erased = true where user_id = ?")
                .param(user.value())
                .update();
        jdbc.sql("update members set present = false where user_id = ?")
                .param(user.value())
                .update();
    }
}
