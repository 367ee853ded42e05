package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.NewMembersSee;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
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
    private static final String STAYS =
            "SELECT user_id, joined_seq, left_seq, sees_from, role FROM members ";

    private final CqlSession session;
    private final PreparedStatement info;
    private final PreparedStatement members;
    private final PreparedStatement stays;
    private final PreparedStatement head;

    ReadChat(CqlSession session) {
        this.session = session;
        this.info =
                session.prepare(
                        "SELECT kind, title, new_members_see, member_count, head_bucket"
                                + " FROM chats WHERE chat_id = ?");
        this.members = session.prepare(STAYS + "WHERE chat_id = ?");
        this.stays = session.prepare(STAYS + "WHERE chat_id = ? AND user_id = ?");
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
                                        .map(row -> info(chatId, row)));
    }

    /// Every stay of every member, past ones too.
    public CompletionStage<List<Member>> members(ChatId chatId) {
        return members(members.bind(chatId.value()));
    }

    /// Every stay of one person, the oldest first; empty for one who never was in the chat.
    public CompletionStage<List<Member>> stays(ChatId chatId, UserId userId) {
        return members(stays.bind(chatId.value(), userId.value()));
    }

    private CompletionStage<List<Member>> members(BoundStatement query) {
        return session.executeAsync(query)
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

    private static ChatInfo info(ChatId chatId, Row row) {
        String newMembersSee = row.getString("new_members_see");
        return new ChatInfo(
                chatId,
                ChatKind.valueOf(Objects.requireNonNull(row.getString("kind"))),
                Objects.requireNonNullElse(row.getString("title"), ""),
                newMembersSee == null
                        ? NewMembersSee.FROM_JOINING
                        : NewMembersSee.valueOf(newMembersSee),
                row.getInt("member_count"),
                row.getInt("head_bucket"));
    }

    private static Member member(Row row) {
        String role = row.getString("role");
        long joinedSeq = row.getLong("joined_seq");
        return new Member(
                new UserId(Objects.requireNonNull(row.getUuid("user_id"))),
                joinedSeq,
                row.getLong("left_seq"),
                row.isNull("sees_from") ? joinedSeq : row.getLong("sees_from"),
                role == null ? Role.MEMBER : Role.parse(role));
    }
}
