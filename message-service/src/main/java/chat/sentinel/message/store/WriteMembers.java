package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// What an entry changes beside the log: the chat itself, who is in it, and its sender's own marks.
@Component
public class WriteMembers {
    private final CqlSession session;
    private final PreparedStatement chat;
    private final PreparedStatement member;
    private final PreparedStatement userChat;

    WriteMembers(CqlSession session) {
        this.session = session;
        this.chat =
                session.prepare(
                        "INSERT INTO chats (chat_id, kind, title, created_by, created_at, head_bucket)"
                                + " VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.member =
                session.prepare(
                        "INSERT INTO members (chat_id, user_id, joined_seq, role) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        this.userChat =
                session.prepare(
                        "INSERT INTO user_chat (user_id, chat_id, joined_seq) VALUES (?, ?, ?) USING TIMESTAMP ?");
    }

    /// Members first: who finds the chat finds all of them.
    public CompletionStage<?> created(Entry entry, Entry.Created created) {
        return CompletableFuture.allOf(
                        created.memberIds().stream()
                                .map(user -> joined(entry, user, created.roleOf(user, entry)))
                                .toArray(CompletableFuture<?>[]::new))
                .thenCompose(
                        _ ->
                                session.executeAsync(
                                        chat.bind(
                                                entry.chatId().value(),
                                                created.kind().name(),
                                                created.title(),
                                                entry.senderId().value(),
                                                Instant.ofEpochMilli(entry.timestamp()),
                                                entry.bucket(),
                                                entry.seq())));
    }

    private CompletableFuture<?> joined(Entry entry, UserId user, String role) {
        ChatId chatId = entry.chatId();
        long seq = entry.seq();
        return CompletableFuture.allOf(
                session.executeAsync(member.bind(chatId.value(), user.value(), seq, role, seq))
                        .toCompletableFuture(),
                session.executeAsync(userChat.bind(user.value(), chatId.value(), seq, seq))
                        .toCompletableFuture());
    }
}
