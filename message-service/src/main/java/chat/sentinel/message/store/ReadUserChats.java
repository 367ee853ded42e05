package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// The chats that a user is in.
@Component
public class ReadUserChats {
    private final CqlSession session;
    private final PreparedStatement chats;

    ReadUserChats(CqlSession session) {
        this.session = session;
        this.chats =
                session.prepare(
                        "SELECT chat_id, joined_seq, left_seq FROM user_chat WHERE user_id = ?");
    }

    public CompletionStage<List<ChatId>> of(UserId userId) {
        return session.executeAsync(chats.bind(userId.value()))
                .thenCompose(
                        rows -> {
                            List<ChatId> all = new ArrayList<>();
                            return AllRows.forEach(
                                            rows,
                                            row -> {
                                                if (row.getLong("left_seq")
                                                        <= row.getLong("joined_seq")) {
                                                    all.add(
                                                            new ChatId(
                                                                    Objects.requireNonNull(
                                                                            row.getUuid(
                                                                                    "chat_id"))));
                                                }
                                            })
                                    .thenApply(_ -> all);
                        });
    }
}
