package chat.sentinel.notification.events;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.decide.Told;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Says to every instance, once the transaction has come through, that there is something new in
/// somebody's list; whoever has his socket reads it and shows it.
@Component
class Alerts {
    private final JdbcClient jdbc;

    Alerts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void messages(List<Told> told) {
        if (!told.isEmpty()) {
            tell(
                    told.stream()
                            .map(one -> one.message().chatId() + ":" + one.message().seq())
                            .toArray(String[]::new));
        }
    }

    void addedToGroup(UserId user, UUID item, ChatId chat, UserId by, Instant at) {
        int rows =
                jdbc.sql(
                                """
                                insert into items (user_id, item_id, kind, chat_id, by_id, at)
                                values (?, ?, 'added_to_group', ?, ?, ?) on conflict do nothing
                                """)
                        .param(user.value())
                        .param(item)
                        .param(chat.value())
                        .param(by.value())
                        .param(Timestamp.from(at))
                        .update();
        if (rows > 0) {
            tell("user:" + user + ":" + item);
        }
    }

    void welcome(UserId user, UUID item, Instant at) {
        int rows =
                jdbc.sql(
                                """
                                insert into items (user_id, item_id, kind, at)
                                values (?, ?, 'welcome', ?) on conflict do nothing
                                """)
                        .param(user.value())
                        .param(item)
                        .param(Timestamp.from(at))
                        .update();
        if (rows > 0) {
            tell("user:" + user + ":" + item);
        }
    }

    /// In one round trip, in this order.
    private void tell(String... what) {
        jdbc.sql("select count(pg_notify('alerts', what)) from unnest(?) as what")
                .param(what)
                .query()
                .singleRow();
    }
}
