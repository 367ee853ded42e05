package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// All chats, in the order in which the store has them. Chats that are made meanwhile may be
/// missing.
@Component
public class ListChats {
    /// Before all chats.
    public static final long START = Long.MIN_VALUE;

    private final CqlSession session;
    private final PreparedStatement chats;

    ListChats(CqlSession session) {
        this.session = session;
        this.chats =
                session.prepare(
                        "SELECT chat_id, token(chat_id) AS place FROM chats"
                                + " WHERE token(chat_id) > ? LIMIT ?");
    }

    /// @param place where the list goes on after it
    public record Listed(ChatId chatId, long place) {}

    public CompletionStage<List<Listed>> after(long place, int size) {
        return session.executeAsync(chats.bind(place, size))
                .thenCompose(
                        rows -> {
                            List<Listed> listed = new ArrayList<>();
                            return AllRows.forEach(rows, row -> listed.add(listed(row)))
                                    .thenApply(_ -> listed);
                        });
    }

    private static Listed listed(Row row) {
        return new Listed(
                new ChatId(Objects.requireNonNull(row.getUuid("chat_id"))), row.getLong("place"));
    }
}
