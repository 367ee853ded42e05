package chat.sentinel.message.chat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.Role;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One person in one chat, now or formerly.
///
/// @param stays the oldest first, one at least; two do not overlap, what they let read may
/// @param peer the other person of a private chat; null: a group
public record Membership(ChatInfo chat, UserId userId, List<Member> stays, @Nullable UserId peer) {
    public Membership {
        stays = List.copyOf(stays);
    }

    public ChatId chatId() {
        return chat.chatId();
    }

    public boolean isPrivate() {
        return chat.isPrivate();
    }

    /// Whether the person is in the chat now.
    public boolean isPresent() {
        return stays.getLast().isPresent();
    }

    public Role role() {
        return stays.getLast().role();
    }

    /// Both people of a private chat.
    public List<UserId> pair() {
        return List.of(userId, Objects.requireNonNull(peer, "a group has no pair"));
    }

    /// Whether the person may read the entry.
    public boolean sees(long seq) {
        return stays.stream().anyMatch(stay -> stay.seesFrom() <= seq && seq <= stay.seesTo());
    }

    /// The highest entry up to `seq` that the person may read; 0: none.
    public long lastSeenUpTo(long seq) {
        return stays.stream()
                .filter(stay -> stay.seesFrom() <= seq)
                .mapToLong(stay -> Math.min(seq, stay.seesTo()))
                .max()
                .orElse(0);
    }

    /// The lowest entry from `seq` on that the person may read; [Long#MAX_VALUE]: none.
    public long firstSeenFrom(long seq) {
        return stays.stream()
                .filter(stay -> stay.seesTo() >= seq)
                .mapToLong(stay -> Math.max(seq, stay.seesFrom()))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
