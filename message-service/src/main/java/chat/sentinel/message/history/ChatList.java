package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.ChatAccess.Membership;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.ReadUserChats;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.ChatView;
import chat.sentinel.message.wire.MessageViews;
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
        List<CompletableFuture<ChatView>> shown =
                page.stream().map(newest -> view(user, newest).toCompletableFuture()).toList();
        return new Page(
                shown.stream().map(StoreCalls::await).toList(),
                left.size() > size
                        ? cursors.seal(Place.of(page.getLast()).toBytes(), context)
                        : null);
    }

    /// One chat, for one of its members.
    ChatView chat(UserId user, ChatId chatId) {
        StoreCalls.await(access.membership(chatId, user));
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
        return access.membership(chatId, user)
                .thenCompose(
                        chat ->
                                marks.seenSeq(chatId, user)
                                        .thenCompose(
                                                seen ->
                                                        ordinalAt(newest, seen)
                                                                .thenApply(
                                                                        ordinal ->
                                                                                view(
                                                                                        chat,
                                                                                        newest,
                                                                                        seen,
                                                                                        Math.max(
                                                                                                0,
                                                                                                newest
                                                                                                                .ordinal()
                                                                                                        - ordinal)))));
    }

    private CompletionStage<Long> ordinalAt(Entry newest, long seq) {
        if (seq >= newest.seq()) {
            return CompletableFuture.completedFuture(newest.ordinal());
        }
        return entries.at(newest.chatId(), seq)
                .thenApply(entry -> entry.map(Entry::ordinal).orElse(0L));
    }

    private ChatView view(Membership chat, Entry newest, long seen, long unread) {
        return new ChatView(
                chat.chatId().toString(),
                chat.kind().name().toLowerCase(Locale.ROOT),
                chat.isPrivate() ? null : chat.title(),
                chat.members().size(),
                chat.isPrivate()
                        ? chat.members().stream().map(UserId::toString).sorted().toList()
                        : List.of(),
                views.of(newest),
                newest.seq(),
                seen,
                unread);
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
