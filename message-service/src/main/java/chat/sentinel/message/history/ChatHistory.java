package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.ChatAccess.Membership;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.store.ChatHead;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.MessageViews;
import com.datastax.oss.driver.api.core.servererrors.ProtocolError;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Pages of a chat, back to its first entry. The newest page comes from the cache where that
/// has it; all others from the store, by the store's own paging state inside a bucket.
@Component
class ChatHistory {
    private static final long CACHE_PATIENCE_MILLIS = 250;
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(2);

    /// More than any chat will have, and its bucket still a number.
    private static final long HIGHEST_SEQ = 1_000_000_000_000L;

    private final ChatAccess access;
    private final ReadChat chats;
    private final ReadEntries entries;
    private final RecentEntries recent;
    private final SeenTimes seen;
    private final MessageViews views;
    private final SealedCursors cursors;

    ChatHistory(
            ChatAccess access,
            ReadChat chats,
            ReadEntries entries,
            RecentEntries recent,
            SeenTimes seen,
            MessageViews views,
            SealedCursors cursors) {
        this.access = access;
        this.chats = chats;
        this.entries = entries;
        this.recent = recent;
        this.seen = seen;
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

    /// @throws SentinelException CHAT_NOT_FOUND to those who are not in the chat;
    ///     STORE_UNAVAILABLE, also while the store lacks what is next below an entry that was
    ///     delivered
    HistoryPage page(UserId caller, ChatId chatId, Place place, int size)
            throws InterruptedException {
        Membership chat = StoreCalls.await(access.membership(chatId, caller));
        String context = "history|" + caller + "|" + chatId;
        if (place.cursor() != null) {
            HistoryCursor cursor = HistoryCursor.of(cursors.open(place.cursor(), context));
            return cursor.upwards()
                    ? view(chat, context, head(chatId), up(chatId, cursor, size))
                    : view(
                            chat,
                            context,
                            headFrom(chatId, cursor.lastSeq() - 1),
                            down(chatId, cursor, size));
        }
        if (place.afterSeq() != null) {
            long after = place.afterSeq();
            return view(
                    chat,
                    context,
                    head(chatId),
                    up(
                            chatId,
                            new HistoryCursor(true, Entry.bucketOf(after + 1), after, null),
                            size));
        }
        if (place.aroundSeq() != null) {
            return view(chat, context, head(chatId), around(chatId, place.aroundSeq(), size));
        }
        if (place.beforeSeq() != null) {
            long newest = numbered(chatId).orElse(0L);
            ChatHead head = headFrom(chatId, Math.min(place.beforeSeq() - 1, newest));
            long before = Math.min(place.beforeSeq(), head.lastSeq() + 1);
            return view(chat, context, head, down(chatId, below(before), size));
        }
        return newest(chat, context, size);
    }

    private HistoryPage newest(Membership chat, String context, int size) {
        List<Entry> cached = cached(recent.newest(chat.chatId())).orElse(List.of());
        if (!cached.isEmpty() && (cached.size() >= size || cached.getLast().seq() == 1)) {
            List<Entry> page = cached.subList(0, Math.min(size, cached.size()));
            long oldest = page.getLast().seq();
            ChatHead head = new ChatHead(page.getFirst().seq(), 0, null, 0);
            return view(chat, context, head, new Slice(page, oldest == 1 ? null : below(oldest)));
        }
        ChatHead head = head(chat.chatId());
        Slice slice = down(chat.chatId(), below(head.lastSeq() + 1), size);
        recent.fill(chat.chatId(), slice.entries());
        return view(chat, context, head, slice);
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

    private static HistoryCursor below(long seq) {
        return new HistoryCursor(false, Entry.bucketOf(Math.max(seq - 1, 0)), seq, null);
    }

    /// Newest first, from the cursor down, through as many buckets as the page needs.
    private Slice down(ChatId chatId, HistoryCursor from, int size) {
        List<Entry> page = new ArrayList<>(size);
        int bucket = from.bucket();
        ByteBuffer state = from.pagingState();
        while (true) {
            ReadEntries.Page read =
                    below(chatId, bucket, from.lastSeq(), size - page.size(), state);
            page.addAll(read.entries());
            state = read.pagingState();
            long last = page.isEmpty() ? from.lastSeq() : page.getLast().seq();
            if (last <= 1 || (state == null && bucket == 0)) {
                return new Slice(page, null);
            }
            if (state == null) {
                bucket--;
            }
            if (page.size() >= size) {
                return new Slice(page, new HistoryCursor(false, bucket, last, state));
            }
        }
    }

    private ReadEntries.Page below(
            ChatId chatId, int bucket, long beforeSeq, int size, @Nullable ByteBuffer state) {
        if (state != null) {
            try {
                return StoreCalls.await(entries.below(chatId, bucket, beforeSeq, size, state));
            } catch (ProtocolError | ServerError | QueryValidationException e) {
                // A state that the store no longer understands, after an upgrade: start again at
                // the seq.
                return StoreCalls.await(entries.below(chatId, bucket, beforeSeq, size, null));
            }
        }
        return StoreCalls.await(entries.below(chatId, bucket, beforeSeq, size, null));
    }

    /// The entries next above the cursor, newest first.
    private Slice up(ChatId chatId, HistoryCursor from, int size) {
        int headBucket = Entry.bucketOf(head(chatId).lastSeq());
        List<Entry> page = new ArrayList<>(size);
        for (int bucket = from.bucket(); bucket <= headBucket && page.size() < size; bucket++) {
            page.addAll(
                    StoreCalls.await(
                                    entries.above(
                                            chatId, bucket, from.lastSeq(), size - page.size()))
                            .entries());
        }
        if (page.size() < size) {
            Collections.reverse(page);
            return new Slice(page, null);
        }
        long last = page.getLast().seq();
        Collections.reverse(page);
        return new Slice(page, new HistoryCursor(true, Entry.bucketOf(last + 1), last, null));
    }

    private Slice around(ChatId chatId, long seq, int size) {
        int above = Math.max(size / 2, 1);
        Slice newer =
                up(
                        chatId,
                        new HistoryCursor(
                                true, Entry.bucketOf(Math.max(seq, 1)), Math.max(seq, 1) - 1, null),
                        above);
        long from = newer.entries().isEmpty() ? seq : newer.entries().getLast().seq();
        if (size - above == 0 || from <= 1) {
            return new Slice(newer.entries(), from <= 1 ? null : below(from));
        }
        Slice older = down(chatId, below(Math.min(from, head(chatId).lastSeq() + 1)), size - above);
        List<Entry> page = new ArrayList<>(newer.entries());
        page.addAll(older.entries());
        return new Slice(page, older.next());
    }

    private HistoryPage view(Membership chat, String context, ChatHead head, Slice slice) {
        Map<Long, Instant> seenAt = seen.of(chat, slice.entries());
        Long numbered = numbered(chat.chatId()).orElse(null);
        return new HistoryPage(
                slice.entries().stream()
                        .map(entry -> views.of(entry).withSeenAt(seenAt.get(entry.seq())))
                        .toList(),
                head.lastSeq(),
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

    private record Slice(List<Entry> entries, @Nullable HistoryCursor next) {}
}
