package chat.sentinel.notification.decide;

import chat.sentinel.contracts.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What is kept of recipients that bears on a decision; of many at once.
@Component
class Recipients {
    private final JdbcClient jdbc;

    Recipients(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Block(UserId user, UserId blocked) {}

    /// @return of those who have any, their ids
    Map<UserId, List<String>> devices(Collection<UserId> users) {
        Map<UserId, List<String>> devices = new HashMap<>();
        jdbc.sql("select user_id, device_id from devices where user_id = any(?)")
                .param(ids(users))
                .query(
                        row -> {
                            devices.computeIfAbsent(
                                            new UserId(row.getObject(1, UUID.class)),
                                            _ -> new ArrayList<>())
                                    .add(row.getString(2));
                        });
        return devices;
    }

    Set<Block> blocked(Collection<UserId> users, Collection<UserId> senders) {
        return new HashSet<>(
                jdbc.sql(
                                """
                                select user_id, blocked_id from blocks
                                where user_id = any(?) and blocked_id = any(?)
                                """)
                        .param(ids(users))
                        .param(ids(senders))
                        .query(
                                (row, _) ->
                                        new Block(
                                                new UserId(row.getObject(1, UUID.class)),
                                                new UserId(row.getObject(2, UUID.class))))
                        .list());
    }

    private static UUID[] ids(Collection<UserId> users) {
        return users.stream().map(UserId::value).toArray(UUID[]::new);
    }
}
