package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.ReadUserChats;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.ChatView;
import chat.sentinel.message.wire.MessageViews;
import chat.sentinel.servicekit.cursors.SealedCursors;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The chats of a user, the one with the newest entry first. Heads come from the cache, so that
/// a login shows recent chats at once; the store is asked for those that the cache does not
/// know.
@Component
class ChatList {
    private static final Comparator<Place> NEWEST_FIRST =
            Comparator.comparingLong(Place::timestamp)
                    .reversed()
                    .thenComparing(place -> place.chatId().value());

    private final ReadUserChats userChats;
    private final ChatAccess access;
    private final ReadChat chats;
    private final ReadEntries entries;
    private final RecentEntries recent;
    private final Marks marks;
    private final MessageViews views;
    private final SealedCursors cursors;

    ChatList(
            ReadUserChats userChats,
            ChatAccess access,
            ReadChat chats,
            ReadEntries entries,
            RecentEntries recent,
            Marks marks,
            MessageViews views,
            SealedCursors cursors) {
        this.userChats = userChats;
        this.access = access;
        this.chats = chats;
        this.entries = entries;
        this.recent = recent;
        this.marks = marks;
        this.views = views;
        this.cursors = cursors;
    }

    record Page(List<ChatView> chats, @Nullable String nextCursor) {}

    Page page(UserId user, @Nullable String cursor, int size) {
        String context = "chats|" + user;
        Place from = cursor == null ? null : Place.of(cursors.open(cursor, context));
        List<CompletableFuture<Optional<Entry>>> heads =
                StoreCalls.await(userChats.of(user)).stream()
                        .map(chatId -> newest(chatId).toCompletableFuture())
                        .toList();
        List<Entry> left =
                heads.stream()
                        .flatMap(head -> StoreCalls.await(head).stream())
                        .sorted(Comparator.comparing(Place::of, NEWEST_FIRST))
                        .filter(
                                newest ->
                                        from == null
                                                || NEWEST_FIRST.compare(Place.of(newest), from) > 0)
                        .toList();
        List<Entry> page = left.subList(0, Math.min(size, left.size()));
        List<CompletableFuture<Optional<ChatView>>> shown =
                page.stream()
                        .map(newest -> unlessLeft(view(user, newest)).toCompletableFuture())
                        .toList();
        return new Page(
                shown.stream().flatMap(view -> StoreCalls.await(view).stream()).toList(),
                left.size() > size
                        ? cursors.seal(Place.of(page.getLast()).toBytes(), context)
                        : null);
    }

    /// Nothing of a chat that the user was removed from while his list was read.
    private static CompletionStage<Optional<ChatView>> unlessLeft(CompletionStage<ChatView> view) {
        return view.thenApply(Optional::of)
                .exceptionally(
                        failure -> {
                            RuntimeException cause = StoreCalls.translate(failure);
                            if (cause instanceof SentinelException known
                                    && known.code() == ErrorCode.CHAT_NOT_FOUND) {
                                return Optional.empty();
                            }
                            throw cause;
                        });
    }

    /// One chat, for one of its members.
    ChatView chat(UserId user, ChatId chatId) {
        StoreCalls.await(access.member(chatId, user));
        Entry newest = StoreCalls.await(newest(chatId)).orElseThrow(ChatAccess::notFound);
        return StoreCalls.await(view(user, newest));
    }

    private CompletionStage<Optional<Entry>> newest(ChatId chatId) {
        return recent.newestOne(chatId)
                .exceptionally(_ -> Optional.empty())
                .thenCompose(
                        cached ->
                                cached.isPresent()
                                        ? CompletableFuture.completedFuture(cached)
                                        : stored(chatId));
    }

    private CompletionStage<Optional<Entry>> stored(ChatId chatId) {
        return chats.head(chatId)
                .thenCompose(
                        head -> {
                            if (head.lastSeq() == 0) {
                                return CompletableFuture.completedFuture(Optional.empty());
                            }
                            return entries.at(chatId, head.lastSeq())
                                    .thenApply(
                                            entry -> {
                                                entry.ifPresent(
                                                        found ->
                                                                recent.fill(
                                                                        chatId, List.of(found)));
                                                return entry;
                                            });
                        });
    }

    private CompletionStage<ChatView> view(UserId user, Entry newest) {
        ChatId chatId = newest.chatId();
        CompletionStage<Membership> member = access.member(chatId, user);
        CompletionStage<Long> seen = marks.seenSeq(chatId, user);
        CompletionStage<Long> seenOrdinal = seen.thenCompose(seq -> ordinalAt(newest, seq));
        return member.thenCompose(
                chat ->
                        newestShown(newest, newest.bucket(), newest.seq() + 1)
                                .thenCombine(
                                        seen.thenCombine(
                                                seenOrdinal,
                                                (seq, ordinal) ->
                                                        new Read(
                                                                seq,
                                                                Math.max(
                                                                        0,
                                                                        newest.ordinal()
                                                                                - ordinal))),
                                        (shown, read) -> view(chat, newest, shown, read)));
    }

    /// @param seq up to which the user has seen the chat
    /// @param unread messages past it
    private record Read(long seq, long unread) {}

    /// Edits and reactions show in earlier messages.
    private CompletionStage<Optional<Entry>> newestShown(Entry newest, int bucket, long below) {
        if (newest.isShown()) {
            return CompletableFuture.completedFuture(Optional.of(newest));
        }
        return entries.below(newest.chatId(), bucket, below, 20, null)
                .thenCompose(
                        page -> {
                            Optional<Entry> shown =
                                    page.entries().stream().filter(Entry::isShown).findFirst();
                            if (shown.isPresent() || (page.entries().isEmpty() && bucket == 0)) {
                                return CompletableFuture.completedFuture(shown);
                            }
                            return page.entries().isEmpty()
                                    ? newestShown(newest, bucket - 1, below)
                                    : newestShown(newest, bucket, page.entries().getLast().seq());
                        });
    }

    private CompletionStage<Long> ordinalAt(Entry newest, long seq) {
        if (seq >= newest.seq()) {
            return CompletableFuture.completedFuture(newest.ordinal());
        }
        return entries.at(newest.chatId(), seq)
                .thenCompose(
                        stored ->
                                stored.isPresent() || seq == 0
                                        ? CompletableFuture.completedFuture(stored)
                                        : notYetStored(newest.chatId(), seq))
                .thenApply(entry -> entry.map(Entry::ordinal).orElse(0L));
    }

    /// Rows follow deliveries, and one may have seen what is not stored yet.
    private CompletionStage<Optional<Entry>> notYetStored(ChatId chatId, long seq) {
        return recent.newest(chatId)
                .exceptionally(_ -> List.of())
                .thenApply(
                        cached -> cached.stream().filter(entry -> entry.seq() <= seq).findFirst());
    }

    private ChatView view(Membership member, Entry newest, Optional<Entry> shown, Read read) {
        ChatInfo chat = member.chat();
        return new ChatView(
                chat.chatId().toString(),
                chat.kind().name().toLowerCase(Locale.ROOT),
                chat.isPrivate() ? null : chat.title(),
                chat.memberCount(),
                chat.isPrivate()
                        ? member.pair().stream().map(UserId::toString).sorted().toList()
                        : List.of(),
                shown.map(views::of).orElse(null),
                newest.seq(),
                read.seq(),
                read.unread());
    }

    /// A place in the order of the list.
    private record Place(long timestamp, ChatId chatId) {
        static Place of(Entry newest) {
            return new Place(newest.timestamp(), newest.chatId());
        }

        byte[] toBytes() {
            return ByteBuffer.allocate(Long.BYTES + 16)
                    .putLong(timestamp)
                    .put(Ids.bytes(chatId.value()))
                    .array();
        }

        static Place of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Place(
                    buffer.getLong(), new ChatId(new UUID(buffer.getLong(), buffer.getLong())));
        }
    }
}
