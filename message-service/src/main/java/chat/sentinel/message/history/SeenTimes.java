package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.Marks.SeenMark;
import chat.sentinel.message.store.StoreCalls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// When each message of a page was seen by the other person of a private chat: at the first
/// mark at or past it.
@Component
class SeenTimes {
    private final Marks marks;

    SeenTimes(Marks marks) {
        this.marks = marks;
    }

    /// @return by seq; what was not seen yet is missing
    Map<Long, Instant> of(Membership chat, List<Entry> page) {
        Map<Long, Instant> times = new HashMap<>();
        if (!chat.isPrivate() || page.isEmpty()) {
            return times;
        }
        Map<UserId, CompletionStage<Long>> watermarks = new HashMap<>();
        chat.pair().forEach(member -> watermarks.put(member, marks.seenSeq(chat.chatId(), member)));
        Map<UserId, TreeMap<Long, Instant>> seen = new HashMap<>();
        watermarks.forEach(
                (member, watermark) ->
                        seen.put(
                                member,
                                marksOf(chat.chatId(), member, page, StoreCalls.await(watermark))));
        for (Entry entry : page) {
            UserId peer =
                    chat.pair().stream()
                            .filter(person -> !person.equals(entry.senderId()))
                            .findFirst()
                            .orElseThrow();
            TreeMap<Long, Instant> ofPeer = seen.get(peer);
            Map.@Nullable Entry<Long, Instant> mark =
                    ofPeer == null ? null : ofPeer.ceilingEntry(entry.seq());
            if (mark != null) {
                times.put(entry.seq(), mark.getValue());
            }
        }
        return times;
    }

    private TreeMap<Long, Instant> marksOf(
            ChatId chat, UserId member, List<Entry> page, long watermark) {
        Map<Integer, long[]> spans = new TreeMap<>();
        for (Entry entry : page) {
            spans.merge(
                    entry.bucket(),
                    new long[] {entry.seq(), entry.seq()},
                    (a, b) -> new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
        }
        List<CompletionStage<List<SeenMark>>> reads = new ArrayList<>();
        spans.values()
                .forEach(
                        span -> reads.add(marks.around(chat, member, span[0], span[1], watermark)));
        TreeMap<Long, Instant> times = new TreeMap<>();
        reads.forEach(
                read -> StoreCalls.await(read).forEach(mark -> times.put(mark.seq(), mark.at())));
        return times;
    }
}
