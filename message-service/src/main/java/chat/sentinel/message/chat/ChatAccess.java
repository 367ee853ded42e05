package chat.sentinel.message.chat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.ReadChat;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.AsyncCacheLoader;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The one place that answers "may this user do that here" for requests from outside; what passes
/// the log its owner judges once more, by [Rights]. To an outsider a chat does not exist.
///
/// A private chat never changes, so what is known of it stays true; what is known of a group is at
/// most a second old. What is not (no such chat, never a member) is not remembered.
@Component
public class ChatAccess {
    private static final Duration STALE = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofMinutes(30);

    /// Members of a group, up to whom all are told of what each of them does.
    private static final int MOST_TOLD = 50;

    private final ReadChat chats;
    private final AsyncLoadingCache<Key, Optional<Membership>> known =
            Caffeine.newBuilder()
                    // Tidied up by who uses it: to wake another thread for that costs more.
                    .executor(Runnable::run)
                    .maximumSize(400_000)
                    .expireAfter(
                            Expiry.<Key, Optional<Membership>>writing(
                                    (_, found) ->
                                            found.map(ChatAccess::life).orElse(Duration.ZERO)))
                    .refreshAfterWrite(STALE.dividedBy(2))
                    .buildAsync(new Loader());
    private final AsyncCache<ChatId, List<UserId>> present =
            Caffeine.newBuilder()
                    // Tidied up by who uses it: to wake another thread for that costs more.
                    .executor(Runnable::run)
                    .maximumSize(10_000)
                    .expireAfterWrite(STALE)
                    .buildAsync();

    ChatAccess(ReadChat chats) {
        this.chats = chats;
    }

    private static Duration life(Membership membership) {
        return membership.isPrivate() ? KEPT : STALE;
    }

    private record Key(ChatId chatId, UserId userId) {}

    /// What is in memory, without waiting; null: ask [#member].
    public @Nullable Membership cached(ChatId chatId, UserId userId) {
        Optional<Membership> found = known.synchronous().getIfPresent(new Key(chatId, userId));
        return found == null ? null : found.orElse(null);
    }

    /// The chat, for one who is in it.
    ///
    /// @return fails with CHAT_NOT_FOUND for everyone else
    public CompletionStage<Membership> member(ChatId chatId, UserId userId) {
        return reader(chatId, userId)
                .thenApply(
                        membership -> {
                            if (!membership.isPresent()) {
                                throw notFound();
                            }
                            return membership;
                        });
    }

    /// The chat, for one who is or was in it: of the past he may read what [Membership#sees] says.
    ///
    /// @return fails with CHAT_NOT_FOUND for everyone else
    public CompletionStage<Membership> reader(ChatId chatId, UserId userId) {
        return known.get(new Key(chatId, userId))
                .thenApply(found -> found.orElseThrow(ChatAccess::notFound));
    }

    /// Everyone who is in a chat of several; for one who is in it.
    public CompletionStage<List<UserId>> present(ChatId chatId) {
        return present.get(
                chatId,
                (_, _) ->
                        chats.members(chatId)
                                .thenApply(
                                        stays ->
                                                stays.stream()
                                                        .filter(Member::isPresent)
                                                        .map(Member::userId)
                                                        .toList())
                                .toCompletableFuture());
    }

    /// Everyone who is in the chat.
    public CompletionStage<List<UserId>> everyone(Membership member) {
        return member.isPrivate()
                ? CompletableFuture.completedFuture(member.pair())
                : present(member.chatId());
    }

    /// Whom it concerns what a member does that is no entry, as his marks: everyone in a small
    /// chat; in a large one, where this would outnumber messages by far, nobody.
    public CompletionStage<List<UserId>> told(Membership member) {
        return member.isPrivate() || member.chat().memberCount() <= MOST_TOLD
                ? everyone(member)
                : CompletableFuture.completedFuture(List.of());
    }

    /// A change of the group was asked for here and is done: who asked is to see it.
    public void forget(ChatId chatId, UserId userId) {
        known.synchronous().invalidate(new Key(chatId, userId));
        present.synchronous().invalidate(chatId);
    }

    /// Who goes on talking does not wait: he is looked up anew before what is known is too old.
    private final class Loader implements AsyncCacheLoader<Key, Optional<Membership>> {
        @Override
        public CompletableFuture<Optional<Membership>> asyncLoad(Key key, Executor executor) {
            return read(key.chatId(), key.userId());
        }

        @Override
        public CompletableFuture<Optional<Membership>> asyncReload(
                Key key, Optional<Membership> old, Executor executor) {
            return old.filter(Membership::isPrivate).isPresent()
                    ? CompletableFuture.completedFuture(old)
                    : asyncLoad(key, executor);
        }
    }

    /// Empty for an outsider. A chat's own row is written after those of its members, and read
    /// before them.
    private CompletableFuture<Optional<Membership>> read(ChatId chatId, UserId userId) {
        return chats.info(chatId)
                .thenCompose(
                        info ->
                                info.isPresent()
                                        ? read(info.get(), userId)
                                        : CompletableFuture.completedFuture(Optional.empty()))
                .toCompletableFuture();
    }

    private CompletionStage<Optional<Membership>> read(ChatInfo chat, UserId userId) {
        return chat.isPrivate() ? pair(chat, userId) : group(chat, userId);
    }

    private CompletionStage<Optional<Membership>> group(ChatInfo chat, UserId userId) {
        return chats.stays(chat.chatId(), userId)
                .thenApply(
                        stays ->
                                stays.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new Membership(chat, userId, stays, null)));
    }

    /// Half a pair is none: it would have no peer.
    private CompletionStage<Optional<Membership>> pair(ChatInfo chat, UserId userId) {
        return chats.members(chat.chatId())
                .thenApply(
                        both -> {
                            List<Member> own = of(both, member -> member.equals(userId));
                            List<Member> other = of(both, member -> !member.equals(userId));
                            if (own.isEmpty() || other.isEmpty()) {
                                return Optional.empty();
                            }
                            UserId peer = other.getFirst().userId();
                            return Optional.of(new Membership(chat, userId, own, peer));
                        });
    }

    private static List<Member> of(List<Member> members, Predicate<UserId> wanted) {
        return members.stream().filter(member -> wanted.test(member.userId())).toList();
    }

    /// The chat that a path names. What is no id names no chat.
    ///
    /// @throws SentinelException CHAT_NOT_FOUND
    public static ChatId id(String text) {
        try {
            return ChatId.parse(text);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
    }

    public static SentinelException notFound() {
        return new SentinelException(ErrorCode.CHAT_NOT_FOUND, ErrorCode.CHAT_NOT_FOUND.title());
    }
}
