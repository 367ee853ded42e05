package chat.sentinel.search.index;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Indices;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.CountRequest;
import co.elastic.clients.json.JsonData;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Puts into an index what was said before it was made.
///
/// A message counts as changed by its own entry only, whatever its bytes say already: a later
// entry,
/// which those who write live apply in order, is the newer one in any case.
@Component
public class HistoryIndex {
    private final ChangesOf changes;
    private final MessageIndex messages;
    private final Elastic elastic;
    private final Indices indices;

    HistoryIndex(ChangesOf changes, MessageIndex messages, Elastic elastic, Indices indices) {
        this.changes = changes;
        this.messages = messages;
        this.elastic = elastic;
        this.indices = indices;
    }

    /// @return how many of them are to be found
    public int put(List<ChatEvent> sent, int generation) {
        List<MessageChange> all = new ArrayList<>();
        int shown = 0;
        for (ChatEvent event : sent) {
            MessageChange change = changes.of(event);
            if (change != null) {
                all.add(change);
                shown += change instanceof MessageChange.Sent ? 1 : 0;
            }
        }
        messages.apply(all, generation);
        return shown;
    }

    /// How many messages of the chat are to be found, up to this entry.
    public long count(ChatId chat, int generation, long through) {
        CountRequest request =
                CountRequest.of(
                        count ->
                                count.index(indices.allMessages(generation))
                                        .routing(chat.toString())
                                        .query(
                                                query ->
                                                        query.bool(
                                                                bool ->
                                                                        bool.filter(
                                                                                term(
                                                                                        "chat_id",
                                                                                        chat
                                                                                                .toString()),
                                                                                term(
                                                                                        "state",
                                                                                        MessageDocument
                                                                                                .SHOWN),
                                                                                upTo(through)))));
        return elastic.call("count", client -> client.count(request)).count();
    }

    private static Query term(String field, String value) {
        return Query.of(query -> query.term(term -> term.field(field).value(value)));
    }

    private static Query upTo(long seq) {
        return Query.of(
                query ->
                        query.range(
                                range ->
                                        range.untyped(
                                                number ->
                                                        number.field("seq")
                                                                .lte(JsonData.of(seq)))));
    }
}
