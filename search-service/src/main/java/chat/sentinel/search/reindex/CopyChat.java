package chat.sentinel.search.reindex;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.search.index.HistoryIndex;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Puts one chat into the new index, as it is now, and counts it there.
@Component
class CopyChat {
    private static final int MOST_TIMES = 3;

    private final MessageLog log;
    private final HistoryIndex index;
    private final ReindexProperties properties;

    CopyChat(MessageLog log, HistoryIndex index, ReindexProperties properties) {
        this.log = log;
        this.index = index;
        this.properties = properties;
    }

    /// @param messages that there are
    /// @param missing of these, in the new index
    record Copied(long messages, long missing) {}

    /// What is deleted while it is copied is missing rightly: it is counted anew then.
    Copied copy(ChatId chat, int generation, Runnable stillHere) {
        Copied copied = once(chat, generation, stillHere);
        for (int i = 1; i < MOST_TIMES && copied.missing() > 0; i++) {
            copied = once(chat, generation, stillHere);
        }
        return copied;
    }

    private Copied once(ChatId chat, int generation, Runnable stillHere) {
        long shown = 0;
        long through = 0;
        Long after = 0L;
        while (after != null) {
            MessageLog.Messages page = log.messages(chat, after, properties.messagesAtOnce());
            List<ChatEvent> events = parsed(page.events());
            shown += index.put(events, generation);
            through = events.isEmpty() ? through : events.getLast().getSeq();
            after = page.next();
            stillHere.run();
        }
        long found = through == 0 ? 0 : index.count(chat, generation, through);
        return new Copied(shown, Math.max(0, shown - found));
    }

    private static List<ChatEvent> parsed(List<byte[]> events) {
        List<ChatEvent> parsed = new ArrayList<>(events.size());
        for (byte[] event : events) {
            try {
                parsed.add(ChatEvent.parseFrom(event));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("message-service exports what is no event", e);
            }
        }
        return parsed;
    }
}
