package chat.sentinel.notification.item;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.notification.content.Previews;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What waits for people. Messages are not written down for each of them: one alert for a chat
/// follows from how far the chat is and how far its member has seen, so a message to a thousand
/// people costs no more than one to two.
@Component
public class Items {
    /// For each chat with messages that somebody has not seen, its last one. One's own last
    /// message, and that of whom one has blocked, tells nothing.
    private static final String MESSAGES =
            """
            select m.user_id, c.chat_id as key, 'messages' as kind, c.chat_id, c.is_group, c.title,
                c.ordinal, c.ordinal - m.seen_ordinal as messages, c.message_id, c.sender_id,
                c.type, c.content, c.message_at as at, false as seen,
                exists (select 1 from muted_chats q
                    where q.user_id = m.user_id and q.chat_id = m.chat_id
                      and (q.until is null or q.until > :now)) as muted
            from members m join chats c on c.chat_id = m.chat_id
            where m.user_id = any(:users) and m.present and c.ordinal > m.seen_ordinal
              and c.message_at is not null and c.sender_id <> m.user_id
              and not exists (select 1 from blocks b
                  where b.user_id = m.user_id and b.blocked_id = c.sender_id)
            """;

    private static final String STORED =
            """
            select i.user_id, i.item_id as key, i.kind, i.chat_id, c.is_group, c.title,
                0 as ordinal, 0 as messages, null::uuid as message_id, i.by_id as sender_id,
                null::smallint as type, null::bytea as content, i.at, i.seen_at is not null as seen,
                exists (select 1 from muted_chats q
                    where q.user_id = i.user_id and q.chat_id = i.chat_id
                      and (q.until is null or q.until > :now)) as muted
            from items i left join chats c on c.chat_id = i.chat_id
            where i.user_id = any(:users)
            """;

    private final JdbcClient jdbc;
    private final Previews previews;
    private final Clock clock;

    Items(JdbcClient jdbc, Previews previews, Clock clock) {
        this.jdbc = jdbc;
        this.previews = previews;
        this.clock = clock;
    }

    /// @param next null: there is no more
    record Page(List<ItemView> items, @Nullable Place next) {}

    /// The newest first.
    ///
    /// @param after null: from the newest on
    Page page(UserId user, int size, @Nullable Place after) {
        JdbcClient.StatementSpec query =
                jdbc.sql(
                                complete(
                                        MESSAGES + " union all " + STORED,
                                        after == null ? "true" : "(a.at, a.key) < (:at, :key)",
                                        "order by a.at desc, a.key desc limit :size"))
                        .param("users", uuids(List.of(user)))
                        .param("now", now())
                        .param("size", size + 1);
        if (after != null) {
            query =
                    query.param("at", after.at().atOffset(ZoneOffset.UTC))
                            .param("key", after.key());
        }
        List<Row> rows = query.query((row, _) -> row(row)).list();
        boolean more = rows.size() > size;
        List<Row> page = more ? rows.subList(0, size) : rows;
        return new Page(
                views(page).stream().map(Alert::item).toList(),
                more ? page.getLast().place() : null);
    }

    /// What these users are to be told of these chats now; not of those that they mute.
    public List<Alert> ofChats(Collection<UserId> users, Collection<ChatId> chats) {
        return views(
                jdbc.sql(complete(MESSAGES + " and m.chat_id = any(:chats)", "not a.muted", ""))
                        .param("users", uuids(users))
                        .param("chats", chats.stream().map(ChatId::value).toArray(UUID[]::new))
                        .param("now", now())
                        .query((row, _) -> row(row))
                        .list());
    }

    /// Those of the stored alerts that are these users' and not of a chat that they mute.
    public List<Alert> stored(Collection<UserId> users, Collection<UUID> items) {
        return views(
                jdbc.sql(complete(STORED + " and i.item_id = any(:items)", "not a.muted", ""))
                        .param("users", uuids(users))
                        .param("items", items.toArray(UUID[]::new))
                        .param("now", now())
                        .query((row, _) -> row(row))
                        .list());
    }

    /// How many alerts each has not seen; those of chats that he mutes do not count.
    ///
    /// @return for each of the users
    public Map<UserId, Integer> unseen(Collection<UserId> users) {
        Map<UserId, Integer> counts = new HashMap<>();
        users.forEach(user -> counts.put(user, 0));
        jdbc.sql(
                        """
                        select user_id, count(*) from (%s union all %s) a
                        where not seen and not muted group by user_id
                        """
                                .formatted(MESSAGES, STORED))
                .param("users", uuids(users))
                .param("now", now())
                .query(
                        row -> {
                            counts.put(new UserId(row.getObject(1, UUID.class)), row.getInt(2));
                        });
        return counts;
    }

    private static String complete(String alerts, String where, String rest) {
        return """
        select a.*, p.username, coalesce(w.previews, true) as previews
        from (%s) a
            left join people p on p.user_id = a.sender_id
            left join preferences w on w.user_id = a.user_id
        where %s %s
        """
                .formatted(alerts, where, rest);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static UUID[] uuids(Collection<UserId> users) {
        return users.stream().map(UserId::value).toArray(UUID[]::new);
    }

    private record Row(
            UserId user,
            UUID key,
            String kind,
            @Nullable UUID chatId,
            @Nullable String title,
            long ordinal,
            long messages,
            @Nullable UUID messageId,
            @Nullable UUID senderId,
            @Nullable String senderName,
            MessageType type,
            byte @Nullable [] content,
            Instant at,
            boolean seen,
            boolean muted,
            boolean previews) {
        Place place() {
            return new Place(at, key);
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        MessageType type = MessageType.forNumber(row.getInt("type"));
        return new Row(
                new UserId(row.getObject("user_id", UUID.class)),
                row.getObject("key", UUID.class),
                row.getString("kind"),
                row.getObject("chat_id", UUID.class),
                row.getBoolean("is_group") ? row.getString("title") : null,
                row.getLong("ordinal"),
                row.getLong("messages"),
                row.getObject("message_id", UUID.class),
                row.getObject("sender_id", UUID.class),
                row.getString("username"),
                type == null ? MessageType.MESSAGE_TYPE_UNSPECIFIED : type,
                row.getBytes("content"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getBoolean("seen"),
                row.getBoolean("muted"),
                row.getBoolean("previews"));
    }

    /// A message that many are told of is decrypted once.
    private List<Alert> views(List<Row> rows) {
        Map<UUID, String> opened = new HashMap<>();
        List<Alert> alerts = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String preview = null;
            if (row.previews() && row.messageId() != null && row.content() != null) {
                preview = opened.computeIfAbsent(row.messageId(), _ -> preview(row));
            }
            alerts.add(new Alert(row.user(), view(row, preview)));
        }
        return alerts;
    }

    private @Nullable String preview(Row row) {
        return previews.of(
                new ChatId(Objects.requireNonNull(row.chatId())),
                new CommandId(Objects.requireNonNull(row.messageId())),
                row.type(),
                row.content());
    }

    private static ItemView view(Row row, @Nullable String preview) {
        ChatId chat = row.chatId() == null ? null : new ChatId(row.chatId());
        boolean messages = row.kind().equals("messages");
        ItemId id =
                messages && chat != null
                        ? new ItemId.Messages(chat, row.ordinal())
                        : new ItemId.Stored(row.key());
        return new ItemView(
                id.toString(),
                row.kind(),
                chat,
                row.title(),
                row.messages(),
                row.messageId() == null ? null : new CommandId(row.messageId()),
                row.senderId() == null ? null : new UserId(row.senderId()),
                row.senderName(),
                preview,
                row.type() == MessageType.MESSAGE_TYPE_UNSPECIFIED
                        ? null
                        : row.type().name().toLowerCase(Locale.ROOT),
                row.at(),
                row.seen(),
                row.muted());
    }
}
