package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.StoreCalls;
import com.datastax.oss.driver.api.core.servererrors.ProtocolError;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Runs of stored entries, of every kind, newest first, by the store's own paging state inside a
/// bucket: those that a reader may see.
@Component
class EntryPages {
    private final ReadChat chats;
    private final ReadEntries entries;

    EntryPages(ReadChat chats, ReadEntries entries) {
        this.chats = chats;
        this.entries = entries;
    }

    /// @param next where the following page begins; null: nothing further in this direction
    record Slice(List<Entry> entries, @Nullable HistoryCursor next) {}

    /// Where a page begins that is to have what lies below `seq`.
    static HistoryCursor below(long seq) {
        return new HistoryCursor(false, Entry.bucketOf(Math.max(seq - 1, 0)), seq, null);
    }

    static HistoryCursor above(long seq) {
        return new HistoryCursor(true, Entry.bucketOf(seq + 1), seq, null);
    }

    /// Newest first, from the cursor down, through as many buckets as the page needs; what the
    /// reader may not see is passed over.
    Slice down(Membership reader, HistoryCursor cursor, int size) {
        long start = reader.lastSeenUpTo(cursor.lastSeq() - 1);
        if (start == 0) {
            return new Slice(List.of(), null);
        }
        HistoryCursor from = start == cursor.lastSeq() - 1 ? cursor : below(start + 1);
        List<Entry> page = new ArrayList<>(size);
        int bucket = from.bucket();
        ByteBuffer state = from.pagingState();
        while (true) {
            ReadEntries.Page read =
                    below(reader.chatId(), bucket, from.lastSeq(), size - page.size(), state);
            page.addAll(read.entries());
            state = read.pagingState();
            long last = page.isEmpty() ? from.lastSeq() : page.getLast().seq();
            if (page.removeIf(entry -> !reader.sees(entry.seq()))) {
                long next = reader.lastSeenUpTo(last - 1);
                return new Slice(page, next == 0 ? null : below(next + 1));
            }
            if (reader.lastSeenUpTo(last - 1) == 0 || (state == null && bucket == 0)) {
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

    /// The entries next above the cursor, newest first; what the reader may not see is passed
    /// over.
    Slice up(Membership reader, HistoryCursor cursor, int size) {
        ChatId chatId = reader.chatId();
        long start = reader.firstSeenFrom(cursor.lastSeq() + 1);
        long head = head(chatId);
        if (start > head) {
            return new Slice(List.of(), null);
        }
        HistoryCursor from = above(start - 1);
        List<Entry> page = new ArrayList<>(size);
        for (int bucket = from.bucket();
                bucket <= Entry.bucketOf(head) && page.size() < size;
                bucket++) {
            page.addAll(
                    StoreCalls.await(
                                    entries.above(
                                            chatId, bucket, from.lastSeq(), size - page.size()))
                            .entries());
        }
        long last = page.isEmpty() ? head : page.getLast().seq();
        boolean more =
                (page.size() >= size || last < head) && reader.firstSeenFrom(last + 1) <= head;
        page.removeIf(entry -> !reader.sees(entry.seq()));
        Collections.reverse(page);
        return new Slice(page, more ? above(last) : null);
    }

    /// Half of the page from the entry upwards, half below it.
    Slice around(Membership reader, long seq, int size) {
        int newerSize = Math.max(size / 2, 1);
        Slice newer = up(reader, above(Math.max(seq, 1) - 1), newerSize);
        long from = newer.entries().isEmpty() ? seq : newer.entries().getLast().seq();
        long next = reader.lastSeenUpTo(from - 1);
        if (size == newerSize || next == 0) {
            return new Slice(newer.entries(), next == 0 ? null : below(next + 1));
        }
        long head = head(reader.chatId());
        Slice older = down(reader, below(Math.min(from, head + 1)), size - newerSize);
        List<Entry> page = new ArrayList<>(newer.entries());
        page.addAll(older.entries());
        return new Slice(page, older.next());
    }

    private long head(ChatId chatId) {
        return StoreCalls.await(chats.head(chatId)).lastSeq();
    }
}
