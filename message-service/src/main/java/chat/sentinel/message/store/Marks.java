package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// How far members have received and seen a chat. A mark is written with its own seq as write
/// time: it never goes back.
///
/// Who sends has seen what came before. In a private chat his row in `marks` moves with his first
/// entry in each bucket only; how far he has come within the bucket is read from `seen_marks`,
/// which has it in the entries' own batch.
@Component
public class Marks {
    private final CqlSession session;
    private final PreparedStatement delivered;
    private final PreparedStatement seen;
    private final PreparedStatement seenPrivately;
    private final PreparedStatement seenAt;
    private final PreparedStatement read;
    private final PreparedStatement readAll;
    private final PreparedStatement seenWithin;
    private final PreparedStatement seenPast;
    private final PreparedStatement newestSeen;

    Marks(CqlSession session) {
        this.session = session;
        this.delivered =
                session.prepare(
                        "UPDATE marks USING TIMESTAMP ? SET delivered_seq = ? WHERE chat_id = ? AND user_id = ?");
        this.seen =
                session.prepare(
                        "UPDATE marks USING TIMESTAMP ? SET seen_seq = ? WHERE chat_id = ? AND user_id = ?");
        this.seenPrivately =
                session.prepare(
                        "UPDATE marks USING TIMESTAMP ? SET privately_seen_seq = ? WHERE chat_id = ? AND user_id = ?");
        this.seenAt =
                session.prepare(
                        "INSERT INTO seen_marks (chat_id, bucket, user_id, seq, seen_at)"
                                + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.read =
                session.prepare(
                        "SELECT delivered_seq, seen_seq, privately_seen_seq FROM marks WHERE chat_id = ? AND user_id = ?");
        this.readAll =
                session.prepare(
                        "SELECT user_id, delivered_seq, seen_seq, privately_seen_seq FROM marks WHERE chat_id = ?");
        this.seenWithin =
                session.prepare(
                        "SELECT seq, seen_at FROM seen_marks"
                                + " WHERE chat_id = ? AND bucket = ? AND user_id = ? AND seq >= ? AND seq <= ?");
        this.seenPast =
                session.prepare(
                        "SELECT seq, seen_at FROM seen_marks"
                                + " WHERE chat_id = ? AND bucket = ? AND user_id = ? AND seq > ? LIMIT 1");
        this.newestSeen =
                session.prepare(
                        "SELECT seq FROM seen_marks WHERE chat_id = ? AND bucket = ? AND user_id = ?"
                                + " ORDER BY user_id DESC, seq DESC LIMIT 1");
    }

    public CompletionStage<?> delivered(ChatId chatId, UserId userId, long seq) {
        return session.executeAsync(delivered.bind(seq, seq, chatId.value(), userId.value()));
    }

    /// In a private chat also when it was seen.
    public CompletionStage<?> seen(
            ChatId chatId, UserId userId, long seq, Instant at, boolean privateChat) {
        CompletionStage<?> mark = seen(chatId, userId, seq);
        if (!privateChat) {
            return mark;
        }
        // One after the other: with the time alone a second try would find the mark moved already.
        return mark.thenCompose(_ -> session.executeAsync(seenAt(chatId, userId, seq, at)));
    }

    /// The watermark alone.
    public CompletionStage<?> seen(ChatId chatId, UserId userId, long seq) {
        return session.executeAsync(seen.bind(seq, seq, chatId.value(), userId.value()));
    }

    /// The watermark that is the user's own affair: nothing that others are shown moves.
    public CompletionStage<?> seenPrivately(ChatId chatId, UserId userId, long seq) {
        return session.executeAsync(seenPrivately.bind(seq, seq, chatId.value(), userId.value()));
    }

    /// The write that says when who sent the entry had seen the chat: it goes to the partition of
    /// the entry's bucket, so it can share a batch with the entry.
    BatchableStatement<?> seenAt(UserId userId, Entry entry) {
        return seenAt(entry.chatId(), userId, entry.seq(), Instant.ofEpochMilli(entry.timestamp()));
    }

    /// The earliest time stays.
    private BatchableStatement<?> seenAt(ChatId chatId, UserId userId, long seq, Instant at) {
        long earlierWins = Cql.earlierWins(at.toEpochMilli());
        return seenAt.bind(
                chatId.value(), Entry.bucketOf(seq), userId.value(), seq, at, earlierWins);
    }

    /// How far the user has come in the chat.
    public CompletionStage<Mark> of(ChatId chatId, UserId userId) {
        return session.executeAsync(read.bind(chatId.value(), userId.value()))
                .thenCompose(
                        rows -> {
                            Row row = rows.one();
                            return row == null
                                    ? CompletableFuture.completedFuture(Mark.NONE)
                                    : withSent(chatId, userId, watermarks(row));
                        });
    }

    /// The row, moved on by what its user sent since in the same bucket.
    private CompletionStage<Mark> withSent(ChatId chatId, UserId userId, Mark mark) {
        return session.executeAsync(
                        newestSeen.bind(
                                chatId.value(), Entry.bucketOf(mark.seen()), userId.value()))
                .thenApply(
                        rows -> {
                            Row row = rows.one();
                            return row == null ? mark : mark.movedTo(row.getLong("seq"));
                        });
    }

    /// How far all have come who are, or were, in the chat; who has no mark is missing.
    public CompletionStage<Map<UserId, Mark>> ofAll(ChatId chatId) {
        return session.executeAsync(readAll.bind(chatId.value()))
                .thenCompose(
                        rows -> {
                            Map<UserId, Mark> all = new HashMap<>();
                            return AllRows.forEach(
                                            rows,
                                            row ->
                                                    all.put(
                                                            new UserId(
                                                                    Objects.requireNonNull(
                                                                            row.getUuid(
                                                                                    "user_id"))),
                                                            watermarks(row)))
                                    .thenCompose(_ -> withSent(chatId, all));
                        });
    }

    /// In a group the rows have it all, and there may be a thousand of them.
    private CompletionStage<Map<UserId, Mark>> withSent(ChatId chatId, Map<UserId, Mark> rows) {
        if (rows.size() > 2) {
            return CompletableFuture.completedFuture(rows);
        }
        Map<UserId, Mark> all = new ConcurrentHashMap<>();
        return CompletableFuture.allOf(
                        rows.entrySet().stream()
                                .map(
                                        row ->
                                                withSent(chatId, row.getKey(), row.getValue())
                                                        .thenAccept(
                                                                mark -> all.put(row.getKey(), mark))
                                                        .toCompletableFuture())
                                .toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> all);
    }

    /// The highest seq that the user has seen, whether others know it or not; 0: none.
    public CompletionStage<Long> seenSeq(ChatId chatId, UserId userId) {
        return of(chatId, userId).thenApply(Mark::ownSeen);
    }

    /// The marks that say when the entries `fromSeq` to `toSeq` of one bucket were seen: those
    /// between, and the first one past them, in this bucket or a later one; ascending.
    ///
    /// @param seenSeq the user's watermark, where the search ends
    public CompletionStage<List<SeenMark>> around(
            ChatId chatId, UserId userId, long fromSeq, long toSeq, long seenSeq) {
        if (seenSeq < fromSeq) {
            return CompletableFuture.completedFuture(List.of());
        }
        int bucket = Entry.bucketOf(toSeq);
        return session.executeAsync(
                        seenWithin.bind(chatId.value(), bucket, userId.value(), fromSeq, toSeq))
                .thenCompose(
                        rows -> {
                            List<SeenMark> marks = new ArrayList<>();
                            return AllRows.forEach(rows, row -> marks.add(mark(row)))
                                    .thenCompose(_ -> past(chatId, userId, bucket, toSeq, seenSeq))
                                    .thenApply(
                                            first -> {
                                                first.ifPresent(marks::add);
                                                return marks;
                                            });
                        });
    }

    private CompletionStage<Optional<SeenMark>> past(
            ChatId chatId, UserId userId, int bucket, long seq, long seenSeq) {
        if (bucket > Entry.bucketOf(seenSeq)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return session.executeAsync(seenPast.bind(chatId.value(), bucket, userId.value(), seq))
                .thenCompose(
                        rows -> {
                            Row row = rows.one();
                            return row == null
                                    ? past(chatId, userId, bucket + 1, seq, seenSeq)
                                    : CompletableFuture.completedFuture(Optional.of(mark(row)));
                        });
    }

    /// What was seen had come.
    private static Mark watermarks(Row row) {
        long seen = row.getLong("seen_seq");
        return new Mark(
                Math.max(row.getLong("delivered_seq"), seen),
                seen,
                Math.max(row.getLong("privately_seen_seq"), seen));
    }

    private static SeenMark mark(Row row) {
        return new SeenMark(row.getLong("seq"), Objects.requireNonNull(row.getInstant("seen_at")));
    }

    /// The watermarks of one member; 0: none.
    ///
    /// @param seen as others are shown it
    /// @param ownSeen as he knows it himself
    public record Mark(long delivered, long seen, long ownSeen) {
        public static final Mark NONE = new Mark(0, 0, 0);

        private Mark movedTo(long sent) {
            return new Mark(
                    Math.max(delivered, sent), Math.max(seen, sent), Math.max(ownSeen, sent));
        }
    }

    /// Everything up to `seq` had been seen at that time.
    public record SeenMark(long seq, Instant at) {}
}
