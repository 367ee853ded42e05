package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// The writes that make entries durable in the store. Each carries its entry's seq (for
/// `applied`: the record's position) as write time, so doing one again, late or twice, changes
/// nothing.
@Component
public class WriteEntries {
    private final CqlSession session;
    private final Marks marks;
    private final PreparedStatement id;
    private final PreparedStatement entry;
    private final PreparedStatement headBucket;
    private final PreparedStatement applied;

    WriteEntries(CqlSession session, Marks marks) {
        this.session = session;
        this.marks = marks;
        this.id =
                session.prepare(
                        "INSERT INTO message_ids (chat_id, hour, message_id, seq, sender_id, position)"
                                + " VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.entry =
                session.prepare(
                        "INSERT INTO messages (chat_id, bucket, "
                                + EntryRow.COLUMNS
                                + ", last_seq, last_ordinal, max_id_time) VALUES (:chat_id, :bucket, :seq, :message_id, :kind,"
                                + " :sender_id, :type, :timestamp, :ordinal, :content, :content_key_id, :detail, :media_id,"
                                + " :reply_to, :last_seq, :last_ordinal, :max_id_time) USING TIMESTAMP :write_time");
        this.headBucket =
                session.prepare(
                        "UPDATE chats USING TIMESTAMP ? SET head_bucket = ? WHERE chat_id = ?");
        this.applied =
                session.prepare(
                        "UPDATE messages USING TIMESTAMP ? SET applied = ? WHERE chat_id = ? AND bucket = ?");
    }

    /// Step one: which command became which entry.
    public CompletionStage<?> ids(List<Numbered> numbered) {
        Map<Integer, List<BatchableStatement<?>>> byPartition = new HashMap<>();
        for (Numbered n : numbered) {
            byPartition
                    .computeIfAbsent(FindCommand.hourOf(n.entry().id()), _ -> new ArrayList<>())
                    .add(id(n));
        }
        return CompletableFuture.allOf(
                byPartition.values().stream()
                        .map(this::execute)
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new));
    }

    private BatchableStatement<?> id(Numbered n) {
        return id.bind(
                n.entry().chatId().value(),
                FindCommand.hourOf(n.entry().id()),
                n.entry().id().value(),
                n.entry().seq(),
                n.entry().senderId().value(),
                Cql.tuple(n.position()),
                n.entry().seq());
    }

    /// Before the first entry of a bucket: where the chat's newest bucket is.
    public CompletionStage<?> headBucket(ChatId chatId, long firstSeq) {
        return session.executeAsync(
                headBucket.bind(firstSeq, Entry.bucketOf(firstSeq), chatId.value()));
    }

    /// Step two: entries of one bucket, in order, with the head as of the last one, the position
    /// up to which the chat's records are decided, and who has seen the chat up to them by
    /// sending, in one batch of one partition: all of it or nothing.
    ///
    /// @param seenBy up to which of these entries each of their senders has seen the chat
    public CompletionStage<?> entries(
            List<Numbered> numbered, LogPosition decided, Map<UserId, Entry> seenBy) {
        List<BatchableStatement<?>> rows = new ArrayList<>(numbered.size() + seenBy.size() + 1);
        for (Numbered n : numbered) {
            rows.add(
                    EntryRow.bind(entry.boundStatementBuilder(), n.entry())
                            .setLong("last_seq", n.entry().seq())
                            .setLong("last_ordinal", n.entry().ordinal())
                            .setLong("max_id_time", n.maxIdTime())
                            .setLong("write_time", n.entry().seq())
                            .build());
        }
        Entry last = numbered.getLast().entry();
        rows.add(
                applied.bind(
                        decided.writeTime(),
                        Cql.tuple(decided),
                        last.chatId().value(),
                        last.bucket()));
        seenBy.forEach((user, seen) -> rows.add(marks.seenAt(user, seen)));
        return execute(rows);
    }

    /// A refusal: nothing but the position moves, in the bucket of the newest entry.
    public CompletionStage<?> applied(ChatId chatId, long lastSeq, LogPosition decided) {
        return session.executeAsync(
                applied.bind(
                        decided.writeTime(),
                        Cql.tuple(decided),
                        chatId.value(),
                        Entry.bucketOf(lastSeq)));
    }

    private CompletionStage<?> execute(List<? extends BatchableStatement<?>> statements) {
        Statement<?> one;
        if (statements.size() == 1) {
            one = (Statement<?>) statements.getFirst();
        } else {
            BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED);
            statements.forEach(batch::addStatement);
            one = batch.build();
        }
        return session.executeAsync(one);
    }

    /// An entry on its way into the store.
    ///
    /// @param maxIdTime the highest id time in the chat up to this entry
    public record Numbered(Entry entry, LogPosition position, long maxIdTime) {}
}
