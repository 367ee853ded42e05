package chat.sentinel.notification.push;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.chats.NewMessage;
import chat.sentinel.notification.decide.Decision;
import chat.sentinel.notification.decide.DecisionLog;
import chat.sentinel.notification.decide.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What waits to be pushed, in the table `pushes`: for each device and chat one row, which tells of
/// all messages that came while it waited. What is taken and not settled within the lease is taken
/// again.
@Component
public class PushQueue {
    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final DecisionLog decisions;
    private final PushProperties properties;

    PushQueue(
            JdbcClient jdbc,
            JdbcTemplate template,
            DecisionLog decisions,
            PushProperties properties) {
        this.jdbc = jdbc;
        this.template = template;
        this.decisions = decisions;
        this.properties = properties;
    }

    private record Key(UserId user, String device, ChatId chat) {}

    /// Of these decisions those that wait; of each chat they come in the order of its entries.
    public void add(Collection<Decision> decided) {
        Map<Key, List<NewMessage>> waiting = new LinkedHashMap<>();
        for (Decision decision : decided) {
            if (decision.outcome() == Outcome.WAITING) {
                waiting.computeIfAbsent(
                                new Key(
                                        decision.userId(),
                                        decision.deviceId(),
                                        decision.message().chatId()),
                                _ -> new ArrayList<>())
                        .add(decision.message());
            }
        }
        if (waiting.isEmpty()) {
            return;
        }
        template.batchUpdate(
                """
                insert into pushes (user_id, device_id, collapse_key, chat_id, due_at, attempts,
                    messages, first_seq, seq, message_id, sender_id, type, content, waits_since,
                    message_at, traceparent, web_push)
                values (?, ?, ?, ?, now(), 0, ?, ?, ?, ?, ?, ?, ?, now(), ?, ?,
                    coalesce((select p256dh is not null from devices
                        where user_id = ? and device_id = ?), false))
                on conflict (user_id, device_id, collapse_key) do update set
                    due_at = case when pushes.due_at is not null then pushes.due_at
                        else greatest(now(), pushes.pushed_at + make_interval(secs => ?)) end,
                    attempts = case when pushes.due_at is null then 0 else pushes.attempts end,
                    messages = case when pushes.due_at is null then 0 else pushes.messages end
                        + excluded.messages,
                    first_seq = case when pushes.due_at is null then excluded.first_seq
                        else pushes.first_seq end,
                    waits_since = case when pushes.due_at is null then now()
                        else pushes.waits_since end,
                    seq = excluded.seq, message_id = excluded.message_id,
                    sender_id = excluded.sender_id, type = excluded.type,
                    content = excluded.content, message_at = excluded.message_at,
                    traceparent = excluded.traceparent,
                    web_push = excluded.web_push
                """,
                waiting.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(PushQueue::inOneOrder))
                        .map(entry -> arguments(entry.getKey(), entry.getValue()))
                        .toList());
    }

    /// So that two who write the same rows wait for each other, and do not lock each other out.
    private static int inOneOrder(Key one, Key other) {
        int user = one.user().value().compareTo(other.user().value());
        int device = user != 0 ? user : one.device().compareTo(other.device());
        return device != 0 ? device : one.chat().value().compareTo(other.chat().value());
    }

    private Object[] arguments(Key key, List<NewMessage> messages) {
        NewMessage last = messages.getLast();
        return new Object[] {
            key.user().value(),
            key.device(),
            key.chat().toString(),
            key.chat().value(),
            messages.size(),
            messages.getFirst().seq(),
            last.seq(),
            last.messageId(),
            last.senderId().value(),
            last.type(),
            new SqlParameterValue(Types.BINARY, last.content()),
            Timestamp.from(last.at()),
            last.traceparent(),
            key.user().value(),
            key.device(),
            properties.collapse().toMillis() / 1e3
        };
    }

    /// Greets a user on these devices, once.
    public void addWelcome(UserId user, Collection<String> devices) {
        for (String device : devices) {
            jdbc.sql(
                            """
                            insert into pushes (user_id, device_id, collapse_key, due_at, attempts,
                                messages, first_seq, seq, waits_since, message_at, web_push)
                            select user_id, device_id, 'welcome', now(), 0, 1, 0, 0, now(), now(),
                                p256dh is not null
                            from devices where user_id = ? and device_id = ?
                                and not exists (select from pushes
                                    where user_id = ? and collapse_key = 'welcome')
                            on conflict do nothing
                            """)
                    .param(user.value())
                    .param(device)
                    .param(user.value())
                    .update();
        }
    }

    /// What waits says this from now on.
    public void rewrite(ChatId chat, UUID messageId, byte @Nullable [] content) {
        jdbc.sql(
                        """
                        update pushes set content = ?
                        where chat_id = ? and message_id = ? and due_at is not null
                        """)
                .param(new SqlParameterValue(Types.BINARY, content))
                .param(chat.value())
                .param(messageId)
                .update();
    }

    /// What waits says nothing of this message any more.
    public void forget(ChatId chat, UUID messageId) {
        jdbc.sql(
                        """
                        update pushes set message_id = null, content = null
                        where chat_id = ? and message_id = ? and due_at is not null
                        """)
                .param(chat.value())
                .param(messageId)
                .update();
    }

    /// Some of those that are due, those first that have waited longest. No two callers get the
    /// same within the lease.
    ///
    /// @param webPush those for browsers; else those for Firebase. A device that has changed from
    ///     one to the other since may be among the wrong ones.
    List<WaitingPush> take(boolean webPush, int most) {
        return jdbc.sql(
                        """
                        with due as (
                            select user_id, device_id, collapse_key from pushes
                            where web_push = ? and due_at <= now() order by due_at limit ?
                            for update skip locked)
                        update pushes set due_at = now() + make_interval(secs => ?)
                        from due
                        where pushes.user_id = due.user_id and pushes.device_id = due.device_id
                            and pushes.collapse_key = due.collapse_key
                        returning pushes.*
                        """)
                .param(webPush)
                .param(most)
                .param(properties.lease().toMillis() / 1e3)
                .query((row, _) -> waiting(row))
                .list();
    }

    /// They have come to this, all of them or none. What came meanwhile goes on waiting.
    @Transactional
    void settle(Map<WaitingPush, Outcome> outcomes) {
        List<Map.Entry<WaitingPush, Outcome>> all =
                outcomes.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(PushQueue::inOneOrder))
                        .toList();
        template.batchUpdate(
                """
                update pushes set
                    due_at = case when seq = ? then null
                        else now() + make_interval(secs => ?) end,
                    messages = greatest(0, messages - ?),
                    first_seq = ? + 1,
                    attempts = 0,
                    content = case when seq = ? then null else content end,
                    waits_since = now(),
                    pushed_at = case when ? then now() else pushed_at end
                where user_id = ? and device_id = ? and collapse_key = ? and first_seq <= ?
                """,
                all.stream().map(one -> settled(one.getKey(), one.getValue())).toList());
        decisions.settle(
                all.stream()
                        .flatMap(one -> decided(one.getKey(), one.getValue()).stream())
                        .toList());
    }

    private static Optional<DecisionLog.Settled> decided(WaitingPush push, Outcome outcome) {
        return Optional.ofNullable(push.chatId())
                .map(
                        chat ->
                                new DecisionLog.Settled(
                                        chat,
                                        push.userId(),
                                        push.deviceId(),
                                        push.firstSeq(),
                                        push.seq(),
                                        outcome));
    }

    private Object[] settled(WaitingPush push, Outcome outcome) {
        boolean pushed = outcome == Outcome.PUSHED;
        return new Object[] {
            push.seq(),
            pushed ? properties.collapse().toMillis() / 1e3 : 0.0,
            push.messages(),
            push.seq(),
            push.seq(),
            pushed,
            push.userId().value(),
            push.deviceId(),
            push.collapseKey(),
            push.seq()
        };
    }

    /// Not now: once more after the time of each. What another has taken since stays his.
    void putOff(Map<WaitingPush, Duration> after) {
        putOff(after, 0);
    }

    /// It could not be sent: once more after this time.
    void failed(WaitingPush push, Duration after) {
        putOff(Map.of(push, after), 1);
    }

    private void putOff(Map<WaitingPush, Duration> after, int attempts) {
        template.batchUpdate(
                """
                update pushes set due_at = now() + make_interval(secs => ?),
                    attempts = attempts + ?
                where user_id = ? and device_id = ? and collapse_key = ? and due_at = ?
                """,
                after.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(PushQueue::inOneOrder))
                        .map(
                                one ->
                                        new Object[] {
                                            one.getValue().toMillis() / 1e3,
                                            attempts,
                                            one.getKey().userId().value(),
                                            one.getKey().deviceId(),
                                            one.getKey().collapseKey(),
                                            Timestamp.from(one.getKey().takenUntil())
                                        })
                        .toList());
    }

    private static int inOneOrder(WaitingPush one, WaitingPush other) {
        int user = one.userId().value().compareTo(other.userId().value());
        int device = user != 0 ? user : one.deviceId().compareTo(other.deviceId());
        return device != 0 ? device : one.collapseKey().compareTo(other.collapseKey());
    }

    private static WaitingPush waiting(ResultSet row) throws SQLException {
        UUID chat = row.getObject("chat_id", UUID.class);
        UUID sender = row.getObject("sender_id", UUID.class);
        return new WaitingPush(
                new UserId(row.getObject("user_id", UUID.class)),
                row.getString("device_id"),
                row.getString("collapse_key"),
                chat == null ? null : new ChatId(chat),
                row.getInt("attempts"),
                row.getInt("messages"),
                row.getLong("first_seq"),
                row.getLong("seq"),
                row.getObject("message_id", UUID.class),
                sender == null ? null : new UserId(sender),
                row.getInt("type"),
                row.getBytes("content"),
                instant(row, "waits_since"),
                instant(row, "message_at"),
                instant(row, "due_at"),
                row.getString("traceparent"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}
