package chat.sentinel.search.query;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Indices;
import chat.sentinel.search.elastic.Refused;
import chat.sentinel.search.elastic.StoreAway;
import chat.sentinel.search.index.MessageDocument;
import chat.sentinel.search.membership.Memberships;
import chat.sentinel.search.membership.ReadableChats;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Highlight;
import co.elastic.clients.elasticsearch.core.search.Hit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Looks for messages among those that one may read.
@Component
class Searches {
    private static final Logger log = LoggerFactory.getLogger(Searches.class);
    private static final String TIMEOUT = "3s";
    private static final int SNIPPET = 160;

    private final Memberships memberships;
    private final Elastic elastic;
    private final Indices indices;

    Searches(Memberships memberships, Elastic elastic, Indices indices) {
        this.memberships = memberships;
        this.elastic = elastic;
        this.indices = indices;
    }

    /// @param snippet marked, not escaped; null: it says nothing
    record Found(MessageDocument message, @Nullable String snippet, Place place) {}

    record Result(List<Found> found, ReadableChats readable, boolean fuzzy) {}

    /// @param chat null: all chats
    /// @throws SentinelException CHAT_NOT_FOUND for a chat that the user never was in
    ReadableChats readable(UserId user, @Nullable ChatId chat) {
        if (chat == null) {
            return memberships.of(user);
        }
        ReadableChats readable = memberships.of(user, chat);
        if (readable.isNothing()) {
            throw new SentinelException(ErrorCode.CHAT_NOT_FOUND, ErrorCode.CHAT_NOT_FOUND.title());
        }
        return readable;
    }

    /// @param after null: from the beginning
    /// @throws SentinelException CHAT_NOT_FOUND for a chat that the user never was in
    Result find(Wanted wanted, int size, @Nullable Place after) {
        ReadableChats readable = readable(wanted.userId(), wanted.chatId());
        if (readable.isNothing() || wanted.isOfNobody()) {
            return new Result(List.of(), readable, false);
        }
        if (after != null) {
            return new Result(
                    find(wanted, readable, size, after, after.fuzzy()), readable, after.fuzzy());
        }
        List<Found> exact = find(wanted, readable, size, null, false);
        if (!exact.isEmpty() || wanted.box().texts().isEmpty()) {
            return new Result(exact, readable, false);
        }
        return new Result(find(wanted, readable, size, null, true), readable, true);
    }

    private List<Found> find(
            Wanted wanted, ReadableChats readable, int size, @Nullable Place after, boolean fuzzy) {
        SearchRequest.Builder search =
                new SearchRequest.Builder()
                        .index(indices.messages())
                        .query(Queries.of(wanted, readable, fuzzy))
                        .highlight(highlight())
                        .sort(order(wanted.sort()))
                        .trackTotalHits(total -> total.enabled(false))
                        .allowPartialSearchResults(false)
                        .timeout(TIMEOUT)
                        .size(size);
        if (wanted.chatId() != null) {
            search.routing(wanted.chatId().toString());
        }
        if (after != null) {
            search.searchAfter(values(after));
        }
        SearchRequest request = search.build();
        SearchResponse<MessageDocument> answer = answer(request);
        if (answer.timedOut()) {
            throw new StoreAway("search in time");
        }
        List<Found> found = new ArrayList<>();
        for (Hit<MessageDocument> hit : answer.hits().hits()) {
            MessageDocument message = hit.source();
            if (message != null) {
                List<String> snippets = hit.highlight().getOrDefault(Queries.CONTENT, List.of());
                found.add(
                        new Found(
                                message,
                                snippets.isEmpty() ? null : snippets.getFirst(),
                                place(message, hit, wanted.sort(), fuzzy)));
            }
        }
        return found;
    }

    /// @throws SentinelException VALIDATION_FAILED for what Elasticsearch does not look for
    private SearchResponse<MessageDocument> answer(SearchRequest request) {
        try {
            return elastic.ask("search", client -> client.search(request, MessageDocument.class));
        } catch (Refused e) {
            log.warn("A search is refused: {}", e.toString());
            throw SentinelException.invalid("q", "is more than can be looked for at once");
        }
    }

    private static Place place(
            MessageDocument message, Hit<MessageDocument> hit, Sort sort, boolean fuzzy) {
        Double score = hit.score();
        Long timestamp = message.timestamp();
        return new Place(
                sort == Sort.BEST && score != null ? score : null,
                timestamp == null ? 0 : timestamp,
                ChatId.parse(message.chatId()).value(),
                message.seq(),
                fuzzy);
    }

    private static List<SortOptions> order(Sort sort) {
        List<SortOptions> order = new ArrayList<>();
        if (sort == Sort.BEST) {
            order.add(SortOptions.of(s -> s.score(score -> score.order(SortOrder.Desc))));
        }
        for (String field : List.of("timestamp", "chat_id", "seq")) {
            order.add(SortOptions.of(s -> s.field(f -> f.field(field).order(SortOrder.Desc))));
        }
        return order;
    }

    private static List<FieldValue> values(Place place) {
        List<FieldValue> values = new ArrayList<>();
        if (place.score() != null) {
            values.add(FieldValue.of(place.score()));
        }
        values.add(FieldValue.of(place.timestamp()));
        values.add(FieldValue.of(place.chatId().toString()));
        values.add(FieldValue.of(place.seq()));
        return values;
    }

    private static Highlight highlight() {
        return Highlight.of(
                highlight ->
                        highlight
                                .preTags(String.valueOf(Snippet.BEGIN))
                                .postTags(String.valueOf(Snippet.END))
                                .numberOfFragments(1)
                                .fragmentSize(SNIPPET)
                                .noMatchSize(SNIPPET)
                                .fields(Queries.CONTENT, field -> field));
    }
}
