package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// Whether a command was applied before, and as which entry.
@Component
public class FindCommand {
    private static final long HOUR_MILLIS = 3_600_000;

    private final CqlSession session;
    private final ReadEntries entries;
    private final PreparedStatement find;

    FindCommand(CqlSession session, ReadEntries entries) {
        this.session = session;
        this.entries = entries;
        this.find =
                session.prepare(
                        "SELECT seq, position FROM message_ids WHERE chat_id = ? AND hour = ? AND message_id = ?");
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

    /// @param position of the record that made the entry
    public record Applied(Entry entry, LogPosition position) {}
}
