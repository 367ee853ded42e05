package chat.sentinel.message.chat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.ReadChat;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The one place that answers "may this user do that here". To an outsider a chat does not
/// exist.
///
/// The members of a chat never change so far, so what is known of one stays true; what is not
/// known (no such chat, not a member) is never remembered.
@Component
public class ChatAccess {
    private final ReadChat chats;
    private final Cache<ChatId, Membership> known =
            Caffeine.newBuilder()
                    .maximumSize(200_000)
                    .expireAfterAccess(Duration.ofMinutes(30))
                    .build();

    ChatAccess(ReadChat chats) {
        this.chats = chats;
    }

    /// What is in memory, without waiting; null: ask [#membership].
    public @Nullable Membership cached(ChatId chatId) {
        return known.getIfPresent(chatId);
    }

    /// The chat, for one of its members.
    ///
    /// @return fails with CHAT_NOT_FOUND for everyone else
    public CompletionStage<Membership> membership(ChatId chatId, UserId userId) {
        Membership cached = known.getIfPresent(chatId);
        if (cached != null) {
            return cached.isMember(userId)
                    ? CompletableFuture.completedFuture(cached)
                    : CompletableFuture.failedFuture(notFound());
        }
        // A chat's own row is written after those of its members, and read before them.
        return chats.info(chatId)
                .thenApply(info -> info.orElseThrow(ChatAccess::notFound))
                .thenCompose(
                        info ->
                                chats.members(chatId)
                                        .thenApply(members -> Membership.of(info, members)))
                .thenApply(
                        membership -> {
                            if (!membership.isMember(userId) || !membership.isWhole()) {
                                throw notFound();
                            }
                            known.put(chatId, membership);
                            return membership;
                        });
    }

    public static SentinelException notFound() {
        return new SentinelException(ErrorCode.CHAT_NOT_FOUND, ErrorCode.CHAT_NOT_FOUND.title());
    }

    /// Who is in a chat now.
    public record Membership(
            ChatId chatId, ChatKind kind, @Nullable String title, Set<UserId> members) {
        static Membership of(ChatInfo info, List<Member> stays) {
            return new Membership(
                    info.chatId(),
                    info.kind(),
                    info.title(),
                    stays.stream()
                            .filter(Member::isPresent)
                            .map(Member::userId)
                            .collect(Collectors.toUnmodifiableSet()));
        }

        public boolean isMember(UserId userId) {
            return members.contains(userId);
        }

        /// False for half a pair, which would have no [#peerOf].
        boolean isWhole() {
            return !isPrivate() || members.size() == 2;
        }

        public boolean isPrivate() {
            return kind == ChatKind.PRIVATE;
        }

        /// The other person of a private chat.
        public UserId peerOf(UserId userId) {
            return members.stream()
                    .filter(member -> !member.equals(userId))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("a private chat has two members"));
        }
    }
}
