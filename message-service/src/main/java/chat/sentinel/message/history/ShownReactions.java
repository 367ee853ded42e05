package chat.sentinel.message.history;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.Reactions;
import chat.sentinel.message.store.Reactions.Reaction;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.MessageView.ReactionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// The reactions to the messages of a page. Where no row says that there are any, nothing is read.
@Component
class ShownReactions {
    private static final int MOST_USERS = 50;

    private final Reactions reactions;

    ShownReactions(Reactions reactions) {
        this.reactions = reactions;
    }

    /// @return by seq; of a message without reactions nothing
    Map<Long, List<ReactionView>> of(ChatId chatId, List<Entry> page) {
        Map<Integer, LongSummaryStatistics> reacted = new HashMap<>();
        Set<Long> wanted = new HashSet<>();
        for (Entry entry : page) {
            if (entry.body() instanceof Entry.Message message
                    && message.changes().reacted()
                    && message.changes().deletedAt() == 0) {
                wanted.add(entry.seq());
                reacted.computeIfAbsent(entry.bucket(), _ -> new LongSummaryStatistics())
                        .accept(entry.seq());
            }
        }
        List<CompletionStage<List<Reaction>>> reads =
                reacted.values().stream()
                        .map(span -> reactions.between(chatId, span.getMin(), span.getMax()))
                        .toList();
        Map<Long, Map<String, List<UserId>>> found = new TreeMap<>();
        reads.stream()
                .flatMap(read -> StoreCalls.await(read).stream())
                .filter(reaction -> wanted.contains(reaction.targetSeq()))
                .forEach(
                        reaction ->
                                found.computeIfAbsent(
                                                reaction.targetSeq(), _ -> new LinkedHashMap<>())
                                        .computeIfAbsent(reaction.emoji(), _ -> new ArrayList<>())
                                        .add(reaction.userId()));
        Map<Long, List<ReactionView>> views = new HashMap<>();
        found.forEach((seq, byEmoji) -> views.put(seq, views(byEmoji)));
        return views;
    }

    private static List<ReactionView> views(Map<String, List<UserId>> byEmoji) {
        return byEmoji.entrySet().stream()
                .map(
                        emoji ->
                                new ReactionView(
                                        emoji.getKey(),
                                        emoji.getValue().size(),
                                        emoji.getValue().stream()
                                                .limit(MOST_USERS)
                                                .map(UserId::toString)
                                                .toList()))
                .toList();
    }
}
