package chat.sentinel.notification.item;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.item.SeenRequest.Seen;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// How far people have seen what waited for them. It never goes back, never beyond what there is,
/// and what does not exist, or is not the user's, changes nothing.
@Component
public class SeenItems {
    private final JdbcClient jdbc;
    private final Clock clock;

    SeenItems(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Transactional
    void see(UserId user, Seen seen) {
        switch (seen) {
            case Seen.These(List<ItemId> ids) -> these(user, ids);
            case Seen.Chat(ChatId chat, Long seq) -> chat(user, chat, seq);
            case Seen.All() -> all(user);
        }
    }

    private void these(UserId user, List<ItemId> ids) {
        Map<UUID, Long> chats = new TreeMap<>();
        List<UUID> stored = new ArrayList<>();
        for (ItemId id : ids) {
            switch (id) {
                case ItemId.Messages(ChatId chat, long ordinal) ->
                        chats.merge(chat.value(), ordinal, Math::max);
                case ItemId.Stored(UUID item) -> stored.add(item);
            }
        }
        jdbc.sql(
                        """
                        update members m set seen_ordinal = least(asked.ordinal, c.ordinal)
                        from unnest(?::uuid[], ?::bigint[]) as asked (chat_id, ordinal)
                            join chats c on c.chat_id = asked.chat_id
                        where m.chat_id = asked.chat_id and m.user_id = ?
                          and m.seen_ordinal < least(asked.ordinal, c.ordinal)
                        """)
                .param(chats.keySet().toArray(UUID[]::new))
                .param(chats.values().toArray(Long[]::new))
                .param(user.value())
                .update();
        jdbc.sql(
                        """
                        update items set seen_at = ?
                        where user_id = ? and item_id = any(?) and seen_at is null
                        """)
                .param(now())
                .param(user.value())
                .param(stored.toArray(UUID[]::new))
                .update();
    }

    /// Which message a seq before the last one stands for is not known here; since each entry is
    /// one message at most, no fewer than this have been seen.
    private void chat(UserId user, ChatId chat, @Nullable Long seq) {
        jdbc.sql(
                        """
                        update members m set seen_ordinal = upto.ordinal
                        from (select chat_id, ordinal
                                  - greatest(0, coalesce(message_seq, seq) - ?) as ordinal
                              from chats where chat_id = ?) upto
                        where m.chat_id = upto.chat_id and m.user_id = ?
                          and m.seen_ordinal < upto.ordinal
                        """)
                .param(seq == null ? Long.MAX_VALUE : seq)
                .param(chat.value())
                .param(user.value())
                .update();
        jdbc.sql(
                        """
                        update items set seen_at = ?
                        where user_id = ? and chat_id = ? and seen_at is null
                        """)
                .param(now())
                .param(user.value())
                .param(chat.value())
                .update();
    }

    private void all(UserId user) {
        jdbc.sql(
                        """
                        update members m set seen_ordinal = c.ordinal from chats c
                        where c.chat_id = m.chat_id and m.user_id = ? and m.present
                          and m.seen_ordinal < c.ordinal
                        """)
                .param(user.value())
                .update();
        jdbc.sql("update items set seen_at = ? where user_id = ? and seen_at is null")
                .param(now())
                .param(user.value())
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
