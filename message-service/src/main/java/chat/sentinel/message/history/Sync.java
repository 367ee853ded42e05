package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.send.Fields;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import chat.sentinel.message.wire.EntryEvents;
import chat.sentinel.servicekit.api.Required;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Brings a client that was away to where one is that stayed: the events of all entries since the
/// seq that it has of each chat, in order. Waits for stores: not for the threads of sockets.
@Component
public class Sync {
    private static final int MOST_CHATS = 100;
    private static final int MOST_ENTRIES = 500;
    private static final long MOST_BYTES = 512 * 1024;

    private final ChatAccess access;
    private final ReadChat chats;
    private final EntryPages pages;
    private final ReadEntries entries;
    private final RecentEntries recent;
    private final EntryEvents events;
    private final ClientJson json;

    Sync(
            ChatAccess access,
            ReadChat chats,
            EntryPages pages,
            ReadEntries entries,
            RecentEntries recent,
            EntryEvents events,
            ClientJson json) {
        this.access = access;
        this.chats = chats;
        this.pages = pages;
        this.entries = entries;
        this.recent = recent;
        this.events = events;
        this.json = json;
    }

    /// As it came.
    ///
    /// @param chats to each chat's id the seq up to which the client has everything
    public record Request(@Required @Nullable Map<String, @Nullable Long> chats) {}

    /// One chat's part of an answer.
    ///
    /// @param events of its entries, ascending
    /// @param throughSeq up to here the client has everything once it has applied them; where it
    ///     is below `storedSeq`, it asks again from here
    /// @param storedSeq the newest stored entry that the client may see
    /// @param headSeq the newest numbered one; null: not known just now
    /// @param code why there is nothing, as `chat_not_found`; null: there is
    public record ChatSync(
            String chatId,
            List<ClientEvent> events,
            long throughSeq,
            long storedSeq,
            @Nullable Long headSeq,
            @Nullable String code) {}

    /// @param left stored entries that did not fit into the answer
    public record Page(List<ChatSync> chats, long left) {}

    /// @throws SentinelException VALIDATION_FAILED; STORE_UNAVAILABLE
    public Page since(UserId user, Request request) {
        Budget budget = new Budget();
        List<ChatSync> synced = new ArrayList<>();
        long left = 0;
        for (Map.Entry<ChatId, Long> from : validate(request).entrySet()) {
            ChatSync chat = since(user, from.getKey(), from.getValue(), budget);
            synced.add(chat);
            left += Math.max(0, chat.storedSeq() - chat.throughSeq());
        }
        return new Page(synced, left);
    }

    private static Map<ChatId, Long> validate(Request request) {
        Fields fields = new Fields();
        Map<ChatId, Long> valid = new LinkedHashMap<>();
        Map<String, @Nullable Long> asked = request.chats();
        if (asked == null || asked.isEmpty() || asked.size() > MOST_CHATS) {
            throw SentinelException.invalid("chats", "names 1 to " + MOST_CHATS + " chats");
        }
        asked.forEach(
                (id, seq) -> {
                    ChatId chat = fields.required("chats", id, ChatId::parse);
                    if (seq == null || seq < 0 || seq > ChatHistory.HIGHEST_SEQ) {
                        fields.wrong("chats." + id, "is 0 to " + ChatHistory.HIGHEST_SEQ);
                    } else if (chat != null) {
                        valid.put(chat, seq);
                    }
                });
        fields.check();
        return valid;
    }

    private ChatSync since(UserId user, ChatId chatId, long seq, Budget budget) {
        Membership reader;
        try {
            reader = StoreCalls.await(access.reader(chatId, user));
        } catch (SentinelException e) {
            if (e.code() != ErrorCode.CHAT_NOT_FOUND) {
                throw e;
            }
            return new ChatSync(chatId.toString(), List.of(), seq, 0, null, e.code().code());
        }
        long stored = reader.lastSeenUpTo(StoreCalls.await(chats.head(chatId)).lastSeq());
        Optional<Long> head =
                StoreCalls.await(recent.head(chatId).exceptionally(_ -> Optional.empty()));
        List<Entry> missed =
                StoreCalls.await(entries.complete(upFrom(reader, seq, budget.entries)));
        List<ClientEvent> taken = new ArrayList<>();
        for (Entry entry : missed) {
            ClientEvent event = events.of(entry, null);
            if (!budget.take(json.encode(event).length)) {
                break;
            }
            taken.add(event);
        }
        return new ChatSync(
                chatId.toString(),
                taken,
                taken.isEmpty() ? seq : missed.get(taken.size() - 1).seq(),
                stored,
                head.map(reader::lastSeenUpTo).orElse(null),
                null);
    }

    private List<Entry> upFrom(Membership reader, long seq, int size) {
        return size == 0
                ? List.of()
                : pages.up(reader, EntryPages.above(seq), size).entries().reversed();
    }

    /// What fits into one answer, and into the buffer of one socket.
    private static final class Budget {
        private int entries = MOST_ENTRIES;
        private long bytes = MOST_BYTES;

        /// @return whether it still fits; the first one does
        boolean take(int size) {
            bytes -= size;
            if (bytes < 0 && entries < MOST_ENTRIES) {
                entries = 0;
                return false;
            }
            entries--;
            return true;
        }
    }
}
