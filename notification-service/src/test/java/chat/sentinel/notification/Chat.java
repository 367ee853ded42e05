package chat.sentinel.notification;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.servicekit.content.ContentCipher;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A chat, written into the tables as its events write it.
public final class Chat {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();
    private static final JdbcClient JDBC = CLUSTER.jdbc();

    public final ChatId id = new ChatId(UUID.randomUUID());
    private long seq = 1;
    private long ordinal;

    private Chat(@Nullable String title, Person... members) {
        JDBC.sql("insert into chats (chat_id, seq, is_group, title, ordinal) values (?,1,?,?,0)")
                .param(id.value())
                .param(title != null)
                .param(title)
                .update();
        for (Person member : members) {
            JDBC.sql(
                            """
                            insert into members (chat_id, user_id, seq, present, seen_ordinal)
                            values (?, ?, 1, true, 0)
                            """)
                    .param(id.value())
                    .param(member.id.value())
                    .update();
        }
    }

    public static Chat ofTwo(Person one, Person other) {
        return new Chat(null, one, other);
    }

    public static Chat group(String title, Person... members) {
        return new Chat(title, members);
    }

    public CommandId says(Person sender, String text) {
        return says(sender, MessageType.TEXT, text);
    }

    public CommandId says(Person sender, MessageType type, String text) {
        CommandId message = CommandId.next();
        seq++;
        ordinal++;
        JDBC.sql(
                        """
                        with changed as (
                            update chats set seq = :seq, ordinal = :ordinal, message_id = :message,
                                message_seq = :seq, sender_id = :sender, type = :type,
                                content = :content, message_at = clock_timestamp()
                            where chat_id = :chat returning chat_id)
                        select pg_notify('alerts', chat_id || ':' || :seq) from changed
                        """)
                .param("seq", seq)
                .param("ordinal", ordinal)
                .param("message", message.value())
                .param("sender", sender.id.value())
                .param("type", type.getNumber())
                .param(
                        "content",
                        CLUSTER.bean(ContentCipher.class).encrypt(id, message, text).toByteArray())
                .param("chat", id.value())
                .query((_, _) -> true)
                .list();
        return message;
    }

    /// An entry that is no message.
    public void isRenamed(String title) {
        seq++;
        JDBC.sql("update chats set seq = ?, title = ? where chat_id = ?")
                .param(seq)
                .param(title)
                .param(id.value())
                .update();
    }

    public void lastIsDeleted() {
        seq++;
        JDBC.sql("update chats set seq = ?, content = null where chat_id = ?")
                .param(seq)
                .param(id.value())
                .update();
    }

    public void isLeftBy(Person member) {
        JDBC.sql("update members set present = false where chat_id = ? and user_id = ?")
                .param(id.value())
                .param(member.id.value())
                .update();
    }

    public long seq() {
        return seq;
    }

    public long ordinal() {
        return ordinal;
    }

    public long seenBy(Person member) {
        return JDBC.sql("select seen_ordinal from members where chat_id = ? and user_id = ?")
                .param(id.value())
                .param(member.id.value())
                .query(Long.class)
                .single();
    }
}
