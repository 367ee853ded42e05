package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.EncryptedContent;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// The writes that make entries durable in the store. Each carries its entry's seq (for
/// `applied`: the record's position; where the first one stays, a time that falls as the seq
/// rises) as write time, so doing one again, late or twice, changes nothing.
@Component
public class WriteEntries {
    private static final String TARGET = " WHERE chat_id = ? AND bucket = ? AND seq = ?";

    private final CqlSession session;
    private final Marks marks;
    private final PreparedStatement id;
    private final PreparedStatement entry;
    private final PreparedStatement headBucket;
    private final PreparedStatement applied;
    private final PreparedStatement edit;
    private final PreparedStatement delete;
    private final PreparedStatement react;
    private final PreparedStatement emoji;

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
                                + " :reply_to, :to_id, :last_seq, :last_ordinal, :max_id_time) USING TIMESTAMP :write_time");
        this.headBucket =
                session.prepare(
                        "UPDATE chats USING TIMESTAMP ? SET head_bucket = ? WHERE chat_id = ?");
        this.applied =
                session.prepare(
                        "UPDATE messages USING TIMESTAMP ? SET applied = ? WHERE chat_id = ? AND bucket = ?");
        this.edit =
                session.prepare(
                        "UPDATE messages USING TIMESTAMP ? SET content = ?, content_key_id = ?, edited_at = ?"
                                + TARGET);
        this.delete =
                session.prepare(
                        "UPDATE messages USING TIMESTAMP ? SET content = null, content_key_id = null,"
                                + " media_id = null, deleted_at = ?"
                                + TARGET);
        this.react =
                session.prepare("UPDATE messages USING TIMESTAMP ? SET reacted = true" + TARGET);
        this.emoji =
                session.prepare(
                        "UPDATE message_emojis USING TIMESTAMP ? SET first_seq = ? WHERE chat_id = ?"
                                + " AND bucket = ? AND target_seq = ? AND emoji = ?");
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

    /// Before the entries: what they change in rows of earlier buckets than their own.
    ///
    /// @return whether there is such a row, and then the write
    public Optional<Supplier<CompletionStage<?>>> earlierTargets(List<Numbered> numbered) {
        Map<Integer, List<BatchableStatement<?>>> byBucket = new HashMap<>();
        for (Numbered n : numbered) {
            if (n.entry().body() instanceof Entry.Change change && !isNear(n.entry(), change)) {
                byBucket.computeIfAbsent(
                                Entry.bucketOf(change.target().seq()), _ -> new ArrayList<>())
                        .addAll(target(n.entry(), change));
            }
        }
        return byBucket.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        () ->
                                CompletableFuture.allOf(
                                        byBucket.values().stream()
                                                .map(this::execute)
                                                .map(CompletionStage::toCompletableFuture)
                                                .toArray(CompletableFuture<?>[]::new)));
    }

    private static boolean isNear(Entry entry, Entry.Change change) {
        return entry.bucket() == Entry.bucketOf(change.target().seq());
    }

    /// Rows of one partition key.
    private List<BatchableStatement<?>> target(Entry entry, Entry.Change change) {
        UUID chat = entry.chatId().value();
        long seq = change.target().seq();
        int bucket = Entry.bucketOf(seq);
        Instant at = Instant.ofEpochMilli(entry.timestamp());
        return switch (change) {
            case Entry.Edited edited -> {
                EncryptedContent content = Objects.requireNonNull(edited.content());
                yield List.of(
                        edit.bind(
                                entry.seq(),
                                content.getCiphertext().asReadOnlyByteBuffer(),
                                content.getContentKeyId(),
                                at,
                                chat,
                                bucket,
                                seq));
            }
            case Entry.Deleted _ -> List.of(delete.bind(entry.seq(), at, chat, bucket, seq));
            case Entry.Reacted reacted when reacted.removed() ->
                    List.of(react.bind(entry.seq(), chat, bucket, seq));
            case Entry.Reacted reacted ->
                    List.of(
                            react.bind(entry.seq(), chat, bucket, seq),
                            emoji.bind(
                                    Cql.earlierWins(entry.seq()),
                                    entry.seq(),
                                    chat,
                                    bucket,
                                    seq,
                                    reacted.emoji()));
        };
    }

    /// Step two: entries of one bucket, in order, with the head as of the last one, the position
    /// up to which the chat's records are decided, and who has seen the chat up to them by
    /// sending, in one batch of one partition: all of it or nothing. What an entry changes in a
    /// row of the same bucket is part of it.
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
            if (n.entry().body() instanceof Entry.Change change && isNear(n.entry(), change)) {
                rows.addAll(target(n.entry(), change));
            }
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
