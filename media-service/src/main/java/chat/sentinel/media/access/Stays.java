package chat.sentinel.media.access;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The table `stays`. What is known of a stay only ever grows, so it does not matter in which order
/// and how often it is told.
@Component
public class Stays {
    private final JdbcClient jdbc;

    Stays(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// One time that somebody was in a chat.
    ///
    /// @param seesFrom the first entry that he may read; 0: `joinedSeq`
    /// @param leftSeq null: he is there, or it is not known yet that he left
    /// @param joinedAt null: not known
    public record Stay(
            ChatId chat,
            UserId user,
            long joinedSeq,
            long seesFrom,
            @Nullable Long leftSeq,
            @Nullable Instant joinedAt,
            @Nullable Instant leftAt) {}

    public void learn(Stay stay) {
        jdbc.sql(
                        """
                        insert into stays
                            (chat_id, user_id, joined_seq, sees_from, left_seq, joined_at, left_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (chat_id, user_id, joined_seq) do update set
                            sees_from = least(stays.sees_from, excluded.sees_from),
                            left_seq = coalesce(stays.left_seq, excluded.left_seq),
                            joined_at = coalesce(stays.joined_at, excluded.joined_at),
                            left_at = coalesce(stays.left_at, excluded.left_at)
                        """)
                .param(stay.chat().value())
                .param(stay.user().value())
                .param(stay.joinedSeq())
                .param(stay.seesFrom() == 0 ? stay.joinedSeq() : stay.seesFrom())
                .param(new SqlParameterValue(Types.BIGINT, stay.leftSeq()))
                .param(time(stay.joinedAt()))
                .param(time(stay.leftAt()))
                .update();
    }

    private static SqlParameterValue time(@Nullable Instant time) {
        return new SqlParameterValue(Types.TIMESTAMP, time == null ? null : Timestamp.from(time));
    }
}
