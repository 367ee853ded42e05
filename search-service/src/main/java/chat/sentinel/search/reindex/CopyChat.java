package chat.sentinel.search.reindex;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.search.elastic.IndexState.Counted;
import chat.sentinel.search.index.HistoryIndex;
import chat.sentinel.search.index.IndexedThrough;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Puts one chat into the new index, as it is now, and counts it there.
@Component
class CopyChat {
    private static final Logger log = LoggerFactory.getLogger(CopyChat.class);
    private static final int MOST_TIMES = 3;

    private final MessageLog messages;
    private final HistoryIndex index;
    private final IndexedThrough marks;
    private final ReindexProperties properties;

    CopyChat(
            MessageLog messages,
            HistoryIndex index,
            IndexedThrough marks,
            ReindexProperties properties) {
        this.messages = messages;
        this.index = index;
        this.marks = marks;
        this.properties = properties;
    }

    /// What is deleted while it is copied is missing rightly: it is counted anew then.
    Counted copy(ChatId chat, int generation, Runnable stillHere) {
        Counted copied = once(chat, generation, stillHere);
        for (int i = 1; i < MOST_TIMES && copied.missing() > 0; i++) {
            copied = once(chat, generation, stillHere);
        }
        return copied;
    }

    private Counted once(ChatId chat, int generation, Runnable stillHere) {
        long shown = 0;
        long bad = 0;
        long through = 0;
        Long stored = null;
        Long after = 0L;
        while (after != null) {
            MessageLog.Messages page = messages.messages(chat, after, properties.messagesAtOnce());
            // Those of later pages may be ahead of what the first one said.
            stored = stored == null ? Long.valueOf(page.storedSeq()) : stored;
            List<ChatEvent> events = parsed(chat, page.events());
            HistoryIndex.Put put = index.put(events, generation);
            shown += put.shown();
            bad += put.bad() + page.events().size() - events.size();
            through = events.isEmpty() ? through : events.getLast().getSeq();
            after = page.next();
            stillHere.run();
        }
        long found = through == 0 ? 0 : index.count(chat, generation, through);
        if (stored != null && stored > 0) {
            index.keepStored(chat, generation, stored);
        }
        return new Counted(1, shown, Math.max(0, shown - found), bad);
    }

    private static List<ChatEvent> parsed(ChatId chat, List<byte[]> events) {
        List<ChatEvent> parsed = new ArrayList<>(events.size());
        for (byte[] event : events) {
            try {
                parsed.add(ChatEvent.parseFrom(event));
            } catch (InvalidProtocolBufferException e) {
                log.warn("An event of chat {} cannot be read: {}", chat, e.toString());
            }
        }
        return parsed;
    }

    /// Once it is searched: each chat is found as far as it was copied, at least.
    void moveMarks(int generation, Runnable stillHere) {
        @Nullable ChatId last = null;
        Map<ChatId, Long> stored = index.stored(generation, null);
        while (!stored.isEmpty()) {
            marks.move(stored);
            for (ChatId chat : stored.keySet()) {
                last = chat;
            }
            stillHere.run();
            stored = index.stored(generation, last);
        }
    }
}
