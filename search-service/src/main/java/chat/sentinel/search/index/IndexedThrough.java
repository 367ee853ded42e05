package chat.sentinel.search.index;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Indices;
import chat.sentinel.search.elastic.Refused;
import chat.sentinel.search.elastic.StoreAway;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.MgetRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.mget.MultiGetResponseItem;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Up to which entry each chat is found. Kept beside what is found, written after it, and never
/// taken back.
@Component
public class IndexedThrough {
    private final Elastic elastic;
    private final Indices indices;

    IndexedThrough(Elastic elastic, Indices indices) {
        this.elastic = elastic;
        this.indices = indices;
    }

    record Mark(@JsonProperty("indexed_through") long indexedThrough) {}

    /// Each mark moves on, or stays.
    public void move(Map<ChatId, Long> marks) {
        List<BulkOperation> writes = new ArrayList<>();
        marks.forEach(
                (chat, seq) ->
                        writes.add(
                                BulkOperation.of(
                                        operation ->
                                                operation.index(
                                                        index ->
                                                                index.index(indices.chats())
                                                                        .id(chat.toString())
                                                                        .version(seq)
                                                                        .versionType(
                                                                                VersionType
                                                                                        .External)
                                                                        .document(
                                                                                new Mark(seq))))));
        try {
            // A conflict: it is that far already.
            var _ = elastic.bulkUnseen(writes);
        } catch (Refused e) {
            // No record makes a number bad: something is wrong with the index.
            throw new StoreAway("take how far chats are indexed", e);
        }
    }

    /// @return of each of them, in their order; 0: nothing yet
    public Map<ChatId, Long> of(Collection<ChatId> chats) {
        Map<ChatId, Long> marks = new LinkedHashMap<>();
        if (chats.isEmpty()) {
            return marks;
        }
        List<ChatId> asked = List.copyOf(chats);
        MgetRequest request =
                MgetRequest.of(
                        mget ->
                                mget.index(indices.chats())
                                        .ids(asked.stream().map(ChatId::toString).toList()));
        List<MultiGetResponseItem<Mark>> items =
                elastic.call(
                                "say how far chats are indexed",
                                client -> client.mget(request, Mark.class))
                        .docs();
        for (int i = 0; i < asked.size(); i++) {
            MultiGetResponseItem<Mark> item = items.get(i);
            if (item.isFailure()) {
                throw new StoreAway("say how far chats are indexed: " + item.failure().error());
            }
            Mark mark = item.result().source();
            marks.put(asked.get(i), mark == null ? 0 : mark.indexedThrough());
        }
        return marks;
    }
}
