package chat.sentinel.notification.chats;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The tables `chats` and `members`. Whoever writes a chat has locked it.
@Component
public class Chats {
    private final JdbcClient jdbc;
    private final JdbcTemplate template;

    Chats(JdbcClient jdbc, JdbcTemplate template) {
        this.jdbc = jdbc;
        this.template = template;
    }

    /// Locks these until the transaction ends; one that is not known yet comes out empty.
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<ChatId, ChatState> lock(Collection<ChatId> ids) {
        UUID[] asked = ids.stream().map(ChatId::value).toArray(UUID[]::new);
        Map<ChatId, ChatState> states = new TreeMap<>(Chats::byId);
        jdbc.sql("select * from chats where chat_id = any(?) order by chat_id for update")
                .param(asked)
                .query((row, _) -> state(row))
                .list()
                .forEach(state -> states.put(state.chatId, state));
        ids.forEach(id -> states.computeIfAbsent(id, chat -> new ChatState(chat, false)));
        jdbc.sql(
                        """
                        select chat_id, user_id, seq, present, seen_ordinal
                        from members where chat_id = any(?)
                        """)
                .param(asked)
                .query(
                        row -> {
                            ChatState state = states.get(new ChatId(uuid(row, "chat_id")));
                            if (state != null) {
                                state.members.put(
                                        new UserId(uuid(row, "user_id")),
                                        new ChatState.Member(
                                                row.getLong("seq"),
                                                row.getBoolean("present"),
                                                row.getLong("seen_ordinal")));
                            }
                        });
        return states;
    }

    /// @throws ConcurrencyFailureException when another has written the same chat for the first
    ///     time meanwhile: all of it has to be done again
    @Transactional(propagation = Propagation.MANDATORY)
    public void save(Collection<ChatState> states) {
        List<Object[]> chats = new ArrayList<>();
        List<Object[]> members = new ArrayList<>();
        for (ChatState state : states) {
            NewMessage last = state.last;
            chats.add(
                    new Object[] {
                        state.chatId.value(),
                        state.seq,
                        state.group,
                        state.title,
                        state.ordinal,
                        last == null ? null : last.messageId(),
                        last == null ? null : last.seq(),
                        last == null ? null : last.senderId().value(),
                        last == null ? null : last.type(),
                        new SqlParameterValue(Types.BINARY, last == null ? null : last.content()),
                        last == null ? null : Timestamp.from(last.at()),
                        state.known
                    });
            for (UserId user : state.changed) {
                ChatState.Member member = state.members.get(user);
                if (member != null) {
                    members.add(
                            new Object[] {
                                state.chatId.value(),
                                user.value(),
                                member.seq(),
                                member.present(),
                                member.seenOrdinal()
                            });
                }
            }
        }
        int[] written =
                template.batchUpdate(
                        """
                        insert into chats (chat_id, seq, is_group, title, ordinal, message_id,
                            message_seq, sender_id, type, content, message_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (chat_id) do update set
                            seq = excluded.seq, is_group = excluded.is_group,
                            title = excluded.title, ordinal = excluded.ordinal,
                            message_id = excluded.message_id, message_seq = excluded.message_seq,
                            sender_id = excluded.sender_id, type = excluded.type,
                            content = excluded.content, message_at = excluded.message_at
                        where chats.seq < excluded.seq and ?
                        """,
                        chats);
        for (int rows : written) {
            if (rows == 0) {
                throw new ConcurrencyFailureException("somebody else took the same entries");
            }
        }
        template.batchUpdate(
                """
                insert into members (chat_id, user_id, seq, present, seen_ordinal)
                values (?, ?, ?, ?, ?)
                on conflict (chat_id, user_id) do update set
                    seq = excluded.seq, present = excluded.present,
                    seen_ordinal = greatest(members.seen_ordinal, excluded.seen_ordinal)
                where members.seq <= excluded.seq
                """,
                members);
    }

    /// What `chat.members` says, which may be behind or ahead of what `chat.events` said.
    public void member(ChatId chat, UserId user, long seq, boolean present) {
        jdbc.sql(
                        """
                        insert into members (chat_id, user_id, seq, present, seen_ordinal)
                        values (?, ?, ?, ?,
                            coalesce((select ordinal from chats where chat_id = ?), 0))
                        on conflict (chat_id, user_id) do update set
                            seq = excluded.seq, present = excluded.present
                        where members.seq < excluded.seq
                        """)
                .param(chat.value())
                .param(user.value())
                .param(seq)
                .param(present)
                .param(chat.value())
                .update();
    }

    private static ChatState state(ResultSet row) throws SQLException {
        ChatState state = new ChatState(new ChatId(uuid(row, "chat_id")), true);
        state.seq = row.getLong("seq");
        state.group = row.getBoolean("is_group");
        state.title = row.getString("title");
        state.ordinal = row.getLong("ordinal");
        UUID message = row.getObject("message_id", UUID.class);
        if (message != null) {
            state.last =
                    new NewMessage(
                            state.chatId,
                            row.getLong("message_seq"),
                            message,
                            new UserId(uuid(row, "sender_id")),
                            row.getInt("type"),
                            row.getBytes("content"),
                            row.getTimestamp("message_at").toInstant(),
                            null);
        }
        return state;
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static int byId(ChatId one, ChatId other) {
        return one.value().compareTo(other.value());
    }
}
