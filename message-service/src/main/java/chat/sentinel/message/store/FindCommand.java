package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// Whether a command was applied before, and as which entry.
///
/// Only what is at or before the `lastSeq` that the caller names counts: what another owner may
/// have written since must not change what this one decides.
@Component
public class FindCommand {
    private static final long HOUR_MILLIS = 3_600_000;

    private final CqlSession session;
    private final ReadEntries entries;
    private final PreparedStatement find;
    private final PreparedStatement message;
    private final PreparedStatement emojis;

    FindCommand(CqlSession session, ReadEntries entries) {
        this.session = session;
        this.entries = entries;
        this.find =
                session.prepare(
                        "SELECT seq, position FROM message_ids WHERE chat_id = ? AND hour = ? AND message_id = ?");
        this.message =
                session.prepare(
                        "SELECT message_id, kind, sender_id, timestamp, deleted_at,"
                                + " WRITETIME(deleted_at) AS deleted_seq FROM messages"
                                + " WHERE chat_id = ? AND bucket = ? AND seq = ?");
        this.emojis =
                session.prepare(
                        "SELECT emoji, first_seq FROM message_emojis"
                                + " WHERE chat_id = ? AND bucket = ? AND target_seq = ?");
    }

    static int hourOf(CommandId id) {
        return Math.toIntExact(id.millis() / HOUR_MILLIS);
    }

    /// The entry that this command became, among those up to `lastSeq`. A row of `message_ids`
    /// alone proves nothing: it is written before its entry, which may never have come to be.
    public CompletionStage<Optional<Applied>> upTo(long lastSeq, ChatId chatId, CommandId id) {
        return session.executeAsync(find.bind(chatId.value(), hourOf(id), id.value()))
                .thenCompose(
                        rows -> {
                            Row row = rows.one();
                            if (row == null || row.getLong("seq") > lastSeq) {
                                return CompletableFuture.completedFuture(Optional.empty());
                            }
                            LogPosition position =
                                    Objects.requireNonNull(
                                            Cql.position(row.getTupleValue("position")));
                            return entries.at(chatId, row.getLong("seq"))
                                    .thenApply(
                                            found ->
                                                    found.filter(entry -> entry.id().equals(id))
                                                            .map(
                                                                    entry ->
                                                                            new Applied(
                                                                                    entry,
                                                                                    position)));
                        });
    }

    /// The message of this id as of `lastSeq`; empty also where the id is another entry's.
    public CompletionStage<Optional<SentMessage>> message(
            long lastSeq, ChatId chatId, CommandId id) {
        return session.executeAsync(find.bind(chatId.value(), hourOf(id), id.value()))
                .thenCompose(
                        rows -> {
                            Row row = rows.one();
                            long seq = row == null ? Long.MAX_VALUE : row.getLong("seq");
                            return seq > lastSeq
                                    ? CompletableFuture.completedFuture(Optional.empty())
                                    : message(lastSeq, chatId, id, seq);
                        });
    }

    private CompletionStage<Optional<SentMessage>> message(
            long lastSeq, ChatId chatId, CommandId id, long seq) {
        int bucket = Entry.bucketOf(seq);
        return session.executeAsync(message.bind(chatId.value(), bucket, seq))
                .thenCombine(
                        emojis(lastSeq, chatId, seq),
                        (rows, known) ->
                                Optional.ofNullable(rows.one())
                                        .filter(row -> id.value().equals(row.getUuid("message_id")))
                                        .filter(
                                                row ->
                                                        EntryRow.MESSAGE.equals(
                                                                row.getString("kind")))
                                        .map(row -> message(lastSeq, seq, row, known)));
    }

    private CompletionStage<Set<String>> emojis(long lastSeq, ChatId chatId, long seq) {
        return session.executeAsync(emojis.bind(chatId.value(), Entry.bucketOf(seq), seq))
                .thenCompose(
                        rows -> {
                            Set<String> known = new HashSet<>();
                            return AllRows.forEach(
                                            rows,
                                            row -> {
                                                if (row.getLong("first_seq") <= lastSeq) {
                                                    known.add(
                                                            Objects.requireNonNull(
                                                                    row.getString("emoji")));
                                                }
                                            })
                                    .thenApply(_ -> known);
                        });
    }

    private static SentMessage message(long lastSeq, long seq, Row row, Set<String> emojis) {
        return new SentMessage(
                seq,
                new UserId(Objects.requireNonNull(row.getUuid("sender_id"))),
                Objects.requireNonNull(row.getInstant("timestamp")).toEpochMilli(),
                !row.isNull("deleted_at") && row.getLong("deleted_seq") <= lastSeq,
                emojis);
    }

    /// @param timestamp milliseconds since 1970
    /// @param emojis with which anybody ever reacted to it, taken back or not: they only grow, so
    ///     that what later entries added can be told apart
    public record SentMessage(
            long seq, UserId senderId, long timestamp, boolean deleted, Set<String> emojis) {
        public SentMessage {
            emojis = Set.copyOf(emojis);
        }

        /// As it was sent.
        public static SentMessage of(Entry entry) {
            return new SentMessage(
                    entry.seq(), entry.senderId(), entry.timestamp(), false, Set.of());
        }

        public SentMessage asDeleted() {
            return new SentMessage(seq, senderId, timestamp, true, emojis);
        }

        public SentMessage with(String emoji) {
            if (emojis.contains(emoji)) {
                return this;
            }
            Set<String> more = new HashSet<>(emojis);
            more.add(emoji);
            return new SentMessage(seq, senderId, timestamp, deleted, more);
        }
    }

    /// @param position of the record that made the entry
    public record Applied(Entry entry, LogPosition position) {}
}
