package chat.sentinel.message.store;

import chat.sentinel.contracts.UserId;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// What an entry changes beside the log: the chat itself, and who is in it. Each write carries the
/// entry's seq as its time, so doing it again, late or twice, changes nothing.
@Component
public class WriteMembers {
    private final CqlSession session;
    private final PreparedStatement chat;
    private final PreparedStatement info;
    private final PreparedStatement count;
    private final PreparedStatement joinChat;
    private final PreparedStatement joinUser;
    private final PreparedStatement leaveChat;
    private final PreparedStatement leaveUser;
    private final PreparedStatement role;

    WriteMembers(CqlSession session) {
        this.session = session;
        this.chat =
                session.prepare(
                        "INSERT INTO chats (chat_id, kind, title, new_members_see, member_count,"
                                + " created_by, created_at, head_bucket)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.info =
                session.prepare(
                        "UPDATE chats USING TIMESTAMP ? SET title = ?, new_members_see = ? WHERE chat_id = ?");
        this.count =
                session.prepare(
                        "UPDATE chats USING TIMESTAMP ? SET member_count = ? WHERE chat_id = ?");
        this.joinChat =
                session.prepare(
                        "INSERT INTO members (chat_id, user_id, joined_seq, sees_from, role)"
                                + " VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        this.joinUser =
                session.prepare(
                        "INSERT INTO user_chat (user_id, chat_id, joined_seq) VALUES (?, ?, ?) USING TIMESTAMP ?");
        this.leaveChat =
                session.prepare(
                        "UPDATE members USING TIMESTAMP ? SET left_seq = ?"
                                + " WHERE chat_id = ? AND user_id = ? AND joined_seq = ?");
        this.leaveUser =
                session.prepare(
                        "UPDATE user_chat USING TIMESTAMP ? SET left_seq = ? WHERE user_id = ? AND chat_id = ?");
        this.role =
                session.prepare(
                        "UPDATE members USING TIMESTAMP ? SET role = ?"
                                + " WHERE chat_id = ? AND user_id = ? AND joined_seq = ?");
    }

    /// Members first: who finds the chat finds all of them.
    public CompletionStage<?> created(Entry entry, Entry.Created created) {
        return all(created.memberIds().stream()
                        .map(user -> join(entry, user, entry.seq(), created.roleOf(user, entry))))
                .thenCompose(
                        _ ->
                                session.executeAsync(
                                        chat.bind(
                                                entry.chatId().value(),
                                                created.kind().name(),
                                                created.title(),
                                                created.newMembersSee().name(),
                                                created.memberIds().size(),
                                                entry.senderId().value(),
                                                Instant.ofEpochMilli(entry.timestamp()),
                                                entry.bucket(),
                                                entry.seq())));
    }

    public CompletionStage<?> updated(Entry entry, Entry.Updated updated) {
        return session.executeAsync(
                info.bind(
                        entry.seq(),
                        updated.title(),
                        updated.newMembersSee().name(),
                        entry.chatId().value()));
    }

    public CompletionStage<?> changed(Entry entry, Entry.Membership change) {
        return switch (change) {
            case Entry.Added added ->
                    all(
                            Stream.of(
                                    join(entry, added.userId(), added.seesFrom(), Role.MEMBER),
                                    count(entry, added.memberCount())));
            case Entry.Removed removed ->
                    all(Stream.of(leave(entry, removed), count(entry, removed.memberCount())));
            case Entry.RoleChanged changed ->
                    session.executeAsync(
                            role.bind(
                                    entry.seq(),
                                    changed.role().toString(),
                                    entry.chatId().value(),
                                    changed.userId().value(),
                                    changed.joinedSeq()));
        };
    }

    private CompletionStage<?> join(Entry entry, UserId user, long seesFrom, Role role) {
        UUID chatId = entry.chatId().value();
        long seq = entry.seq();
        return all(
                Stream.of(
                        session.executeAsync(
                                joinChat.bind(
                                        chatId, user.value(), seq, seesFrom, role.toString(), seq)),
                        session.executeAsync(joinUser.bind(user.value(), chatId, seq, seq))));
    }

    private CompletionStage<?> leave(Entry entry, Entry.Removed removed) {
        UUID chatId = entry.chatId().value();
        UUID user = removed.userId().value();
        long seq = entry.seq();
        return all(
                Stream.of(
                        session.executeAsync(
                                leaveChat.bind(seq, seq, chatId, user, removed.joinedSeq())),
                        session.executeAsync(leaveUser.bind(seq, seq, user, chatId))));
    }

    private CompletionStage<?> count(Entry entry, int members) {
        return session.executeAsync(count.bind(entry.seq(), members, entry.chatId().value()));
    }

    private static CompletableFuture<?> all(Stream<? extends CompletionStage<?>> writes) {
        return CompletableFuture.allOf(
                writes.map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new));
    }
}
