package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.store.ChatHead;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.MessageView.ReactionView;
import chat.sentinel.message.wire.MessageViews;
import chat.sentinel.servicekit.cursors.SealedCursors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Pages of a chat, back to its first entry. The newest page comes from the cache where that
/// has it; all others from the store ([EntryPages]).
@Component
class ChatHistory {
    private static final long CACHE_PATIENCE_MILLIS = 250;
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(2);

    /// More than any chat will have, and its bucket still a number.
    static final long HIGHEST_SEQ = 1_000_000_000_000L;

    private final ChatAccess access;
    private final ReadChat chats;
    private final EntryPages pages;
    private final RecentEntries recent;
    private final SeenTimes seen;
    private final ShownReactions reactions;
    private final MessageViews views;
    private final SealedCursors cursors;

    ChatHistory(
            ChatAccess access,
            ReadChat chats,
            EntryPages pages,
            RecentEntries recent,
            SeenTimes seen,
            ShownReactions reactions,
            MessageViews views,
            SealedCursors cursors) {
        this.access = access;
        this.chats = chats;
        this.pages = pages;
        this.recent = recent;
        this.seen = seen;
        this.reactions = reactions;
        this.views = views;
        this.cursors = cursors;
    }

    /// Where a page lies: at most one of these.
    record Place(
            @Nullable String cursor,
            @Nullable Long beforeSeq,
            @Nullable Long afterSeq,
            @Nullable Long aroundSeq) {
        Place {
            int given =
                    (cursor == null ? 0 : 1)
                            + (beforeSeq == null ? 0 : 1)
                            + (afterSeq == null ? 0 : 1)
                            + (aroundSeq == null ? 0 : 1);
            if (given > 1) {
                throw SentinelException.invalid(
                        "cursor",
                        "only one of cursor, before_seq, after_seq and around_seq may be given");
            }
            check("before_seq", beforeSeq);
            check("after_seq", afterSeq);
            check("around_seq", aroundSeq);
        }

        private static void check(String name, @Nullable Long seq) {
            if (seq != null && (seq < 0 || seq > HIGHEST_SEQ)) {
                throw SentinelException.invalid(name, "is 0 to " + HIGHEST_SEQ);
            }
        }
    }

    /// What the caller may read of it: see [Membership#sees].
    ///
    /// @throws SentinelException CHAT_NOT_FOUND to those who never were in the chat;
    ///     STORE_UNAVAILABLE, also while the store lacks what is next below an entry that was
    ///     delivered
    HistoryPage page(UserId caller, ChatId chatId, Place place, int size)
            throws InterruptedException {
        Membership reader = StoreCalls.await(access.reader(chatId, caller));
        String context = "history|" + caller + "|" + chatId;
        if (place.cursor() != null) {
            HistoryCursor cursor = HistoryCursor.of(cursors.open(place.cursor(), context));
            if (cursor.upwards()) {
                return view(reader, context, head(chatId), pages.up(reader, cursor, size));
            }
            ChatHead head = headFrom(chatId, reader.lastSeenUpTo(cursor.lastSeq() - 1));
            return view(reader, context, head, pages.down(reader, cursor, size));
        }
        if (place.afterSeq() != null) {
            return view(
                    reader,
                    context,
                    head(chatId),
                    pages.up(reader, EntryPages.above(place.afterSeq()), size));
        }
        if (place.aroundSeq() != null) {
            return view(
                    reader, context, head(chatId), pages.around(reader, place.aroundSeq(), size));
        }
        if (place.beforeSeq() != null) {
            long newest = numbered(chatId).orElse(0L);
            ChatHead head =
                    headFrom(chatId, reader.lastSeenUpTo(Math.min(place.beforeSeq() - 1, newest)));
            long before = Math.min(place.beforeSeq(), head.lastSeq() + 1);
            return view(reader, context, head, pages.down(reader, EntryPages.below(before), size));
        }
        return newest(reader, context, size);
    }

    private HistoryPage newest(Membership reader, String context, int size) {
        ChatId chatId = reader.chatId();
        List<Entry> cached =
                cached(recent.newest(chatId)).orElse(List.of()).stream()
                        .filter(entry -> reader.sees(entry.seq()))
                        .toList();
        boolean whole = !cached.isEmpty() && reader.isPresent();
        if (whole
                && (cached.size() >= size
                        || reader.lastSeenUpTo(cached.getLast().seq() - 1) == 0)) {
            List<Entry> page = cached.subList(0, Math.min(size, cached.size()));
            long next = reader.lastSeenUpTo(page.getLast().seq() - 1);
            ChatHead head = new ChatHead(page.getFirst().seq(), 0, null, 0);
            return view(
                    reader,
                    context,
                    head,
                    new EntryPages.Slice(page, next == 0 ? null : EntryPages.below(next + 1)));
        }
        ChatHead head = head(chatId);
        EntryPages.Slice slice = pages.down(reader, EntryPages.below(head.lastSeq() + 1), size);
        if (reader.isPresent()) {
            recent.fill(chatId, slice.entries());
        }
        return view(reader, context, head, slice);
    }

    private ChatHead head(ChatId chatId) {
        return StoreCalls.await(chats.head(chatId));
    }

    /// The head once the store has the chat up to `seq`: rows follow deliveries, and a page that
    /// began further down than asked for would hide what is still on its way.
    private ChatHead headFrom(ChatId chatId, long seq) throws InterruptedException {
        long deadline = System.nanoTime() + STORE_PATIENCE.toNanos();
        ChatHead head = head(chatId);
        while (head.lastSeq() < seq) {
            if (System.nanoTime() > deadline) {
                throw StoreCalls.behind();
            }
            Thread.sleep(20);
            head = head(chatId);
        }
        return head;
    }

    private Optional<Long> numbered(ChatId chatId) {
        return cached(recent.head(chatId)).flatMap(head -> head);
    }

    private HistoryPage view(
            Membership reader, String context, ChatHead head, EntryPages.Slice slice) {
        List<Entry> shown = slice.entries().stream().filter(Entry::isShown).toList();
        Map<Long, List<ReactionView>> reactions = this.reactions.of(reader.chatId(), shown);
        Map<Long, Instant> seenAt = seen.of(reader, shown);
        Long numbered = numbered(reader.chatId()).map(reader::lastSeenUpTo).orElse(null);
        return new HistoryPage(
                shown.stream()
                        .map(
                                entry ->
                                        views.of(entry)
                                                .with(
                                                        seenAt.get(entry.seq()),
                                                        reactions.getOrDefault(
                                                                entry.seq(), List.of())))
                        .toList(),
                reader.lastSeenUpTo(head.lastSeq()),
                numbered,
                slice.next() == null ? null : cursors.seal(slice.next().toBytes(), context));
    }

    /// What the cache says, or nothing where it is away.
    private static <T> Optional<T> cached(CompletionStage<T> lookup) {
        return lookup.toCompletableFuture()
                .orTimeout(CACHE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .handle(
                        (value, failure) ->
                                failure == null ? Optional.ofNullable(value) : Optional.<T>empty())
                .join();
    }
}
