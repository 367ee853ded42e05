package chat.sentinel.search.index;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Indices;
import chat.sentinel.search.elastic.Refused;
import chat.sentinel.search.elastic.StoreAway;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.CountRequest;
import co.elastic.clients.elasticsearch.core.CountResponse;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.json.JsonData;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Puts into an index what was said before it was made.
///
/// A message counts as changed by its own entry only, whatever its bytes say already: a later
/// entry,
/// which those who write live apply in order, is the newer one in any case.
@Component
public class HistoryIndex {
    private static final Logger log = LoggerFactory.getLogger(HistoryIndex.class);

    /// The state of a document that is no message.
    private static final String STORED = "stored";

    private static final int MOST_STORED = 500;

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

    /// @param shown so many are to be found
    /// @param bad so many are bad in themselves, and were left out
    public record Put(int shown, int bad) {}

    public Put put(List<ChatEvent> sent, int generation) {
        List<MessageChange> all = new ArrayList<>();
        int bad = 0;
        for (ChatEvent event : sent) {
            try {
                MessageChange change = changes.of(event);
                if (change != null) {
                    all.add(change);
                }
            } catch (IllegalArgumentException e) {
                bad++;
                log.warn("Entry {} of a chat cannot be read: {}", event.getSeq(), e.toString());
            }
        }
        List<MessageChange> taken = apply(all, generation);
        int shown = (int) taken.stream().filter(MessageChange.Sent.class::isInstance).count();
        return new Put(shown, bad + all.size() - taken.size());
    }

    /// @return those that are not refused
    private List<MessageChange> apply(List<MessageChange> all, int generation) {
        try {
            messages.apply(all, generation);
            return all;
        } catch (Refused e) {
            List<MessageChange> taken = new ArrayList<>();
            for (MessageChange change : all) {
                try {
                    messages.apply(List.of(change), generation);
                    taken.add(change);
                } catch (Refused one) {
                    log.warn("Message {} is left out: {}", change.messageId(), one.toString());
                }
            }
            return taken;
        }
    }

    /// How far a chat was copied, kept in the index that it was copied to: it goes with it.
    record Stored(
            @JsonProperty("chat_id") String chatId,
            @JsonProperty("state") String state,
            @JsonProperty("seq") long seq) {}

    public void keepStored(ChatId chat, int generation, long seq) {
        var _ =
                elastic.bulkUnseen(
                        List.of(
                                BulkOperation.of(
                                        operation ->
                                                operation.index(
                                                        index ->
                                                                index.index(
                                                                                indices.older(
                                                                                        generation))
                                                                        .id(
                                                                                Indices.id(
                                                                                        chat,
                                                                                        STORED))
                                                                        .routing(chat.toString())
                                                                        .document(
                                                                                new Stored(
                                                                                        chat
                                                                                                .toString(),
                                                                                        STORED,
                                                                                        seq))))));
    }

    /// @param after null: from the beginning
    /// @return some, in the order of their ids; none: there are no more
    public Map<ChatId, Long> stored(int generation, @Nullable ChatId after) {
        if (after == null) {
            var _ =
                    elastic.call(
                            "show how far chats were copied",
                            client ->
                                    client.indices()
                                            .refresh(r -> r.index(indices.older(generation))));
        }
        SearchRequest.Builder search =
                new SearchRequest.Builder()
                        .index(indices.older(generation))
                        .query(term("state", STORED))
                        .sort(sort -> sort.field(field -> field.field("chat_id")))
                        .allowPartialSearchResults(false)
                        .size(MOST_STORED);
        if (after != null) {
            search.searchAfter(FieldValue.of(after.toString()));
        }
        SearchRequest request = search.build();
        Map<ChatId, Long> stored = new LinkedHashMap<>();
        for (Hit<Stored> hit :
                elastic.call(
                                "say how far chats were copied",
                                client -> client.search(request, Stored.class))
                        .hits()
                        .hits()) {
            Stored one = Objects.requireNonNull(hit.source());
            stored.put(ChatId.parse(one.chatId()), one.seq());
        }
        return stored;
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
        CountResponse answer = elastic.call("count", client -> client.count(request));
        if (answer.shards().failed().intValue() > 0) {
            throw new StoreAway("count all of a chat");
        }
        return answer.count();
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
