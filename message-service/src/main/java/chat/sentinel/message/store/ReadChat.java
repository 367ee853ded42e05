package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// What the store knows of a chat: what it is, who is in it, how far it has come.
@Component
public class ReadChat {
    private final CqlSession session;
    private final PreparedStatement info;
    private final PreparedStatement members;
    private final PreparedStatement head;

    ReadChat(CqlSession session) {
        this.session = session;
        this.info = session.prepare("SELECT kind, title, head_bucket FROM chats WHERE chat_id = ?");
        this.members =
                session.prepare(
                        "SELECT user_id, joined_seq, left_seq, role FROM members WHERE chat_id = ?");
        this.head =
                session.prepare(
                        "SELECT last_seq, last_ordinal, applied, max_id_time FROM messages"
                                + " WHERE chat_id = ? AND bucket = ? LIMIT 1");
    }

    /// Empty where the chat does not exist (yet).
    public CompletionStage<Optional<ChatInfo>> info(ChatId chatId) {
        return session.executeAsync(info.bind(chatId.value()))
                .thenApply(
                        rows ->
                                Optional.ofNullable(rows.one())
                                        .filter(row -> row.getString("kind") != null)
                                        .map(
                                                row ->
                                                        new ChatInfo(
                                                                chatId,
                                                                ChatKind.valueOf(
                                                                        Objects.requireNonNull(
                                                                                row.getString(
                                                                                        "kind"))),
                                                                row.getString("title"),
                                                                row.getInt("head_bucket"))));
    }

    /// Every stay of every member, past ones too.
    public CompletionStage<List<Member>> members(ChatId chatId) {
        return session.executeAsync(members.bind(chatId.value()))
                .thenCompose(
                        rows -> {
                            List<Member> all = new ArrayList<>();
                            return AllRows.forEach(rows, row -> all.add(member(row)))
                                    .thenApply(_ -> all);
                        });
    }

    /// The head of the chat, in its newest bucket; where that has none yet, in the one before it.
    public CompletionStage<ChatHead> head(ChatId chatId) {
        return session.executeAsync(info.bind(chatId.value()))
                .thenCompose(
                        rows -> {
                            Row row = rows.one();
                            return headIn(chatId, row == null ? 0 : row.getInt("head_bucket"));
                        });
    }

    /// The same, starting from a bucket that the caller knows.
    public CompletionStage<ChatHead> headIn(ChatId chatId, int bucket) {
        return session.executeAsync(head.bind(chatId.value(), bucket))
                .thenCompose(
                        rows -> {
                            Row row = rows.one();
                            if (row != null
                                    && (!row.isNull("last_seq") || !row.isNull("applied"))) {
                                return CompletableFuture.completedFuture(
                                        new ChatHead(
                                                row.getLong("last_seq"),
                                                row.getLong("last_ordinal"),
                                                Cql.position(row.getTupleValue("applied")),
                                                row.getLong("max_id_time")));
                            }
                            return bucket == 0
                                    ? CompletableFuture.completedFuture(ChatHead.NONE)
                                    : headIn(chatId, bucket - 1);
                        });
    }

    private static Member member(Row row) {
        return new Member(
                new UserId(Objects.requireNonNull(row.getUuid("user_id"))),
                row.getLong("joined_seq"),
                row.getLong("left_seq"),
                Objects.requireNonNullElse(row.getString("role"), "member"));
    }
}
