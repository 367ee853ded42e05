package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Objects;
import java.util.Optional;
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
        return session.executeAsync(message.bind(chatId.value(), Entry.bucketOf(seq), seq))
                .thenApply(
                        rows ->
                                Optional.ofNullable(rows.one())
                                        .filter(row -> id.value().equals(row.getUuid("message_id")))
                                        .filter(
                                                row ->
                                                        EntryRow.MESSAGE.equals(
                                                                row.getString("kind")))
                                        .map(row -> message(lastSeq, seq, row)));
    }

    private static SentMessage message(long lastSeq, long seq, Row row) {
        return new SentMessage(
                seq,
                new UserId(Objects.requireNonNull(row.getUuid("sender_id"))),
                Objects.requireNonNull(row.getInstant("timestamp")).toEpochMilli(),
                !row.isNull("deleted_at") && row.getLong("deleted_seq") <= lastSeq);
    }

    /// @param timestamp milliseconds since 1970
    public record SentMessage(long seq, UserId senderId, long timestamp, boolean deleted) {}

    /// @param position of the record that made the entry
    public record Applied(Entry entry, LogPosition position) {}
}
