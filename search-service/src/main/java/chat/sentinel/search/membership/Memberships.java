package chat.sentinel.search.membership;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Indices;
import co.elastic.clients.elasticsearch._types.SortOptions;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch.core.GetRequest;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.search.Hit;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/// Who may read what. Nothing of it is remembered: what `chat.members` has said counts for the next
/// search.
@Component
public class Memberships {
    /// Of more, those whose state changed last, those that one is in now before former ones.
    static final int MOST_CHATS = 5_000;

    /// Each is three clauses of a query (the chat, and the range twice: as points and as values),
    /// of which Elasticsearch takes 1,024 on any machine.
    public static final int MOST_PARTS = 250;

    private static final ReadableChats NOTHING = new ReadableChats(List.of(), List.of());

    private final Elastic elastic;
    private final Indices indices;

    Memberships(Elastic elastic, Indices indices) {
        this.elastic = elastic;
        this.indices = indices;
    }

    /// All that the user may read.
    public ReadableChats of(UserId user) {
        SearchRequest request =
                SearchRequest.of(
                        search ->
                                search.index(indices.members())
                                        .routing(user.toString())
                                        .query(
                                                query ->
                                                        query.bool(
                                                                bool ->
                                                                        bool.filter(
                                                                                f ->
                                                                                        f.term(
                                                                                                t ->
                                                                                                        t.field(
                                                                                                                        "user_id")
                                                                                                                .value(
                                                                                                                        user
                                                                                                                                .toString())))))
                                        .sort(newest("present"), newest("changed_at"))
                                        .trackTotalHits(total -> total.enabled(false))
                                        .allowPartialSearchResults(false)
                                        .size(MOST_CHATS));
        return ReadableChats.of(
                elastic
                        .call(
                                "say who may read what",
                                client -> client.search(request, MemberDocument.class))
                        .hits()
                        .hits()
                        .stream()
                        .map(Hit::source)
                        .filter(Objects::nonNull)
                        .toList(),
                MOST_PARTS);
    }

    private static SortOptions newest(String field) {
        return SortOptions.of(s -> s.field(f -> f.field(field).order(SortOrder.Desc)));
    }

    /// What the user may read of this chat; nothing of one that he never was in.
    public ReadableChats of(UserId user, ChatId chat) {
        GetRequest request =
                GetRequest.of(
                        get ->
                                get.index(indices.members())
                                        .id(Indices.id(chat, user))
                                        .routing(user.toString()));
        MemberDocument member =
                elastic.call(
                                "say who may read what",
                                client -> client.get(request, MemberDocument.class))
                        .source();
        return member == null ? NOTHING : ReadableChats.of(List.of(member), MOST_PARTS);
    }
}
