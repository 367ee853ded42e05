package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// Who reacted to which message, and how. Written with the seq of the reaction's entry as write
/// time, so the latest word of a person on an emoji stays.
@Component
public class Reactions {
    private final CqlSession session;
    private final PreparedStatement add;
    private final PreparedStatement remove;
    private final PreparedStatement read;

    Reactions(CqlSession session) {
        this.session = session;
        this.add =
                session.prepare(
                        "INSERT INTO reactions (chat_id, bucket, target_seq, emoji, user_id)"
                                + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.remove =
                session.prepare(
                        "DELETE FROM reactions USING TIMESTAMP ? WHERE chat_id = ? AND bucket = ?"
                                + " AND target_seq = ? AND emoji = ? AND user_id = ?");
        this.read =
                session.prepare(
                        "SELECT target_seq, emoji, user_id FROM reactions"
                                + " WHERE chat_id = ? AND bucket = ? AND target_seq >= ? AND target_seq <= ?");
    }

    public CompletionStage<?> write(Entry entry, Entry.Reacted reacted) {
        long target = reacted.target().seq();
        int bucket = Entry.bucketOf(target);
        return session.executeAsync(
                reacted.removed()
                        ? remove.bind(
                                entry.seq(),
                                entry.chatId().value(),
                                bucket,
                                target,
                                reacted.emoji(),
                                entry.senderId().value())
                        : add.bind(
                                entry.chatId().value(),
                                bucket,
                                target,
                                reacted.emoji(),
                                entry.senderId().value(),
                                entry.seq()));
    }

    /// To the messages `fromSeq` to `toSeq` of one bucket, by message and emoji.
    public CompletionStage<List<Reaction>> between(ChatId chatId, long fromSeq, long toSeq) {
        return session.executeAsync(
                        read.bind(chatId.value(), Entry.bucketOf(fromSeq), fromSeq, toSeq))
                .thenCompose(
                        rows -> {
                            List<Reaction> all = new ArrayList<>();
                            return AllRows.forEach(rows, row -> all.add(reaction(row)))
                                    .thenApply(_ -> all);
                        });
    }

    private static Reaction reaction(Row row) {
        return new Reaction(
                row.getLong("target_seq"),
                Objects.requireNonNull(row.getString("emoji")),
                new UserId(Objects.requireNonNull(row.getUuid("user_id"))));
    }

    public record Reaction(long targetSeq, String emoji, UserId userId) {}
}
