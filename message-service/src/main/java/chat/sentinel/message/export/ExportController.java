package chat.sentinel.message.export;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.ListChats;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.StoreCalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// All messages of all chats as they are now, for services that hold the key of the installation.
/// Each answer says where the next one begins, so whoever stopped goes on there.
@RestController
class ExportController {
    private static final int MOST_CHATS = 1_000;
    private static final int MOST_ENTRIES = 500;

    private final ListChats chats;
    private final ReadChat heads;
    private final ReadEntries entries;

    ExportController(ListChats chats, ReadChat heads, ReadEntries entries) {
        this.chats = chats;
        this.heads = heads;
        this.entries = entries;
    }

    /// @param next to be given as `after`; null: these are the last
    record Chats(List<ChatId> chats, @Nullable String next) {}

    @GetMapping("/internal/export/chats")
    Chats chats(
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "page_size", defaultValue = "200") int pageSize) {
        int size = within("page_size", pageSize, MOST_CHATS);
        List<ListChats.Listed> listed =
                StoreCalls.await(chats.after(after == null ? ListChats.START : place(after), size));
        return new Chats(
                listed.stream().map(ListChats.Listed::chatId).toList(),
                listed.size() < size ? null : String.valueOf(listed.getLast().place()));
    }

    private static long place(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SentinelException.invalid("after", "has to be a next of before");
        }
    }

    /// @param storedSeq how far the chat was stored before any of these was read: they say
    ///     everything up to there, and may say more
    /// @param events messages, deleted ones too, each a ChatEvent with what later entries have made
    ///     of it; ascending
    /// @param next to be given as `after_seq`; null: these are the last
    record Messages(long storedSeq, List<byte[]> events, @Nullable Long next) {}

    @GetMapping("/internal/export/chats/{chatId}/messages")
    Messages messages(
            @PathVariable("chatId") String chatId,
            @RequestParam(name = "after_seq", defaultValue = "0") long afterSeq,
            @RequestParam(name = "page_size", defaultValue = "200") int pageSize) {
        int size = within("page_size", pageSize, MOST_ENTRIES);
        ChatId chat = ChatAccess.id(chatId);
        long stored = StoreCalls.await(heads.head(chat)).lastSeq();
        List<byte[]> events = new ArrayList<>();
        long last = Math.max(0, afterSeq);
        int left = size;
        while (left > 0 && last < stored) {
            int bucket = Entry.bucketOf(last + 1);
            ReadEntries.Page read = StoreCalls.await(entries.above(chat, bucket, last, left));
            for (Entry entry : read.entries()) {
                if (entry.body() instanceof Entry.Message) {
                    events.add(entry.toEvent().toByteArray());
                }
            }
            left -= read.entries().size();
            if (read.pagingState() == null) {
                last = (long) (bucket + 1) * Entry.BUCKET_SIZE - 1;
            } else if (read.entries().isEmpty()) {
                throw StoreCalls.behind();
            } else {
                last = read.entries().getLast().seq();
            }
        }
        return new Messages(stored, events, last < stored ? last : null);
    }

    private static int within(String name, int asked, int most) {
        if (asked < 1 || asked > most) {
            throw SentinelException.invalid(name, "must be from 1 to " + most);
        }
        return asked;
    }
}
