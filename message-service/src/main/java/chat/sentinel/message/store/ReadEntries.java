package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Entries of one bucket, in pages of the driver.
@Component
public class ReadEntries {
    private static final String SELECT =
            "SELECT " + EntryRow.COLUMNS + ", " + EntryRow.CHANGES + " ";

    private final CqlSession session;
    private final PreparedStatement downwards;
    private final PreparedStatement upwards;
    private final PreparedStatement one;

    ReadEntries(CqlSession session) {
        this.session = session;
        this.downwards =
                session.prepare(
                        SELECT + "FROM messages WHERE chat_id = ? AND bucket = ? AND seq < ?");
        this.upwards =
                session.prepare(
                        SELECT
                                + "FROM messages WHERE chat_id = ? AND bucket = ? AND seq > ? ORDER BY seq ASC");
        this.one =
                session.prepare(
                        SELECT + "FROM messages WHERE chat_id = ? AND bucket = ? AND seq = ?");
    }

    /// Newest first, below `beforeSeq`.
    ///
    /// @param pagingState of the same query, or null for its first page
    /// @throws com.datastax.oss.protocol.internal.ProtocolError in the stage, for a state of
    ///     another query
    public CompletionStage<Page> below(
            ChatId chatId, int bucket, long beforeSeq, int size, @Nullable ByteBuffer pagingState) {
        return page(chatId, downwards.bind(chatId.value(), bucket, beforeSeq), size, pagingState);
    }

    /// Oldest first, above `afterSeq`.
    public CompletionStage<Page> above(ChatId chatId, int bucket, long afterSeq, int size) {
        return page(chatId, upwards.bind(chatId.value(), bucket, afterSeq), size, null);
    }

    /// One entry; an edit with what its target says now.
    public CompletionStage<Optional<Entry>> at(ChatId chatId, long seq) {
        return row(chatId, seq)
                .thenCompose(
                        found ->
                                found.isEmpty()
                                        ? CompletableFuture.completedFuture(found)
                                        : complete(found.get()).thenApply(Optional::of));
    }

    /// The same entries, each edit with what its target says now.
    public CompletionStage<List<Entry>> complete(List<Entry> entries) {
        List<CompletableFuture<Entry>> all =
                entries.stream().map(entry -> complete(entry).toCompletableFuture()).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> all.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<Entry> complete(Entry entry) {
        if (!(entry.body() instanceof Entry.Edited edited)) {
            return CompletableFuture.completedFuture(entry);
        }
        return row(entry.chatId(), edited.target().seq())
                .thenApply(
                        target ->
                                target.map(Entry::body)
                                        .map(Entry.Message.class::cast)
                                        .map(Entry.Message::content)
                                        .map(now -> new Entry.Edited(edited.target(), now))
                                        .map(entry::with)
                                        .orElse(entry));
    }

    private CompletionStage<Optional<Entry>> row(ChatId chatId, long seq) {
        return session.executeAsync(one.bind(chatId.value(), Entry.bucketOf(seq), seq))
                .thenApply(
                        rows ->
                                Optional.ofNullable(rows.one())
                                        .map(row -> EntryRow.read(chatId, row)));
    }

    private CompletionStage<Page> page(
            ChatId chatId, BoundStatement statement, int size, @Nullable ByteBuffer pagingState) {
        BoundStatement query = statement.setPageSize(size);
        if (pagingState != null) {
            query = query.setPagingState(pagingState);
        }
        return session.executeAsync(query)
                .thenApply(rows -> new Page(entries(chatId, rows), state(rows)));
    }

    private static List<Entry> entries(ChatId chatId, AsyncResultSet rows) {
        List<Entry> entries = new ArrayList<>(rows.remaining());
        rows.currentPage().forEach(row -> entries.add(EntryRow.read(chatId, row)));
        return entries;
    }

    private static @Nullable ByteBuffer state(AsyncResultSet rows) {
        return rows.hasMorePages() ? rows.getExecutionInfo().getPagingState() : null;
    }

    /// @param pagingState of the rest of the bucket; null: the bucket ends here
    public record Page(List<Entry> entries, @Nullable ByteBuffer pagingState) {}
}
