package chat.sentinel.media.access;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.media.file.MediaId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The table `links`: which message carries which file. A link counts only if the sender uploaded
/// the file, or could see it in another chat when he sent it; so whoever merely learns the id of a
/// file can do nothing with it.
@Component
public class Links {
    /// Who was in the chat of the link `c`, may read it there, and was there when `l` was sent.
    private static final String SENDER_COULD_SEE =
            """
            exists (select 1 from links c where c.media_id = l.media_id and c.counts
                and (c.chat_id, c.message_id) <> (l.chat_id, l.message_id)
                and c.at <= l.at and (c.gone_at is null or c.gone_at > l.at)
                and exists (select 1 from stays s
                    where s.chat_id = c.chat_id and s.user_id = l.sender_id
                    and s.sees_from <= c.seq and (s.left_seq is null or s.left_seq > c.seq))
                and exists (select 1 from stays s
                    where s.chat_id = c.chat_id and s.user_id = l.sender_id
                    and (s.joined_at is null or s.joined_at <= l.at)
                    and (s.left_seq is null or s.left_at > l.at)))
            """;

    private final JdbcClient jdbc;

    Links(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A message that carries a file.
    public record Link(
            ChatId chat, UUID message, MediaId media, long seq, UserId sender, Instant at) {}

    /// A chat that carries a file from now on, or no more.
    public record Carried(MediaId media, ChatId chat) {}

    /// A message that names no file is nobody's.
    ///
    /// @return whether it is new and counts
    public boolean add(Link link) {
        List<Boolean> counts =
                jdbc.sql(
                                """
                                insert into links
                                    (chat_id, message_id, media_id, seq, sender_id, at, counts)
                                select :chat, :message, media_id, :seq, :sender, :at,
                                    owner_id = :sender
                                from media where media_id = :media
                                on conflict do nothing returning counts
                                """)
                        .param("chat", link.chat().value())
                        .param("message", link.message())
                        .param("seq", link.seq())
                        .param("sender", link.sender().value())
                        .param("at", Timestamp.from(link.at()))
                        .param("media", link.media().value())
                        .query(Boolean.class)
                        .list();
        boolean counted = counts.contains(true);
        if (counted) {
            linked(new UUID[] {link.media().value()});
        }
        return counted;
    }

    /// Looks again at links that did not count, since more is known now: chats are read side by
    /// side, so a file that was passed on may be heard of there first.
    ///
    /// @param media that are carried by more than before
    /// @param senders of whom more is known than before
    /// @return what counts now
    public List<Carried> judge(Collection<MediaId> media, Collection<UserId> senders) {
        List<Carried> counted = new ArrayList<>();
        UUID[] files = media.stream().map(MediaId::value).toArray(UUID[]::new);
        UUID[] users = senders.stream().map(UserId::value).toArray(UUID[]::new);
        while (files.length + users.length > 0) {
            List<Carried> more =
                    jdbc.sql(
                                    """
                                    update links l set counts = true
                                    where not l.counts
                                        and (l.media_id = any(:files) or l.sender_id = any(:users))
                                        and
                                    """
                                            + SENDER_COULD_SEE
                                            + " returning l.media_id, l.chat_id")
                            .param("files", files)
                            .param("users", users)
                            .query(Links::carried)
                            .list();
            if (more.isEmpty()) {
                break;
            }
            counted.addAll(more);
            // What counts now may be what others had it from.
            files = more.stream().map(link -> link.media().value()).toArray(UUID[]::new);
            users = new UUID[0];
            linked(files);
        }
        return counted;
    }

    /// In the row itself: who would remove the file looks there under its lock.
    private void linked(UUID[] files) {
        jdbc.sql("update media set linked = true, unlinked_at = null where media_id = any(?)")
                .param(files)
                .update();
    }

    /// The message was deleted.
    public void gone(ChatId chat, UUID message, Instant at) {
        List<UUID> files =
                jdbc.sql(
                                """
                                update links set gone_at = ?
                                where chat_id = ? and message_id = ? and gone_at is null
                                returning media_id
                                """)
                        .param(Timestamp.from(at))
                        .param(chat.value())
                        .param(message)
                        .query(UUID.class)
                        .list();
        if (!files.isEmpty()) {
            jdbc.sql(
                            """
                            update media m set unlinked_at = ? where m.media_id = any(?)
                                and not exists (select 1 from links l
                                    where l.media_id = m.media_id and l.counts
                                        and l.gone_at is null)
                            """)
                    .param(Timestamp.from(at))
                    .param(files.toArray(UUID[]::new))
                    .update();
        }
    }

    /// The chats that carry it now.
    public List<ChatId> chatsOf(MediaId media) {
        return jdbc.sql(
                        """
                        select distinct chat_id from links
                        where media_id = ? and counts and gone_at is null order by chat_id
                        """)
                .param(media.value())
                .query((row, _) -> new ChatId(row.getObject(1, UUID.class)))
                .list();
    }

    /// Whether somebody is in a chat that carries it now, and may read the message there.
    public boolean maySee(UserId user, MediaId media) {
        return jdbc.sql(
                        """
                        select exists (select 1 from links l
                            where l.media_id = :media and l.counts and l.gone_at is null
                            and exists (select 1 from stays s
                                where s.chat_id = l.chat_id and s.user_id = :user
                                and s.left_seq is null)
                            and exists (select 1 from stays s
                                where s.chat_id = l.chat_id and s.user_id = :user
                                and s.sees_from <= l.seq
                                and (s.left_seq is null or s.left_seq > l.seq)))
                        """)
                .param("media", media.value())
                .param("user", user.value())
                .query(Boolean.class)
                .single();
    }

    private static Carried carried(ResultSet row, int number) throws SQLException {
        return new Carried(
                new MediaId(row.getObject(1, UUID.class)),
                new ChatId(row.getObject(2, UUID.class)));
    }
}
