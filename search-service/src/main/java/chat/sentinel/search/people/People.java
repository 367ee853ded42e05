package chat.sentinel.search.people;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Indices;
import chat.sentinel.search.topics.Bulks;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Who is called what: from `user.events`, for `from:NAME`.
@Component
public class People {
    private final Bulks bulks;
    private final Elastic elastic;
    private final Indices indices;

    People(Bulks bulks, Elastic elastic, Indices indices) {
        this.bulks = bulks;
        this.elastic = elastic;
        this.indices = indices;
    }

    @KafkaListener(
            id = "people",
            groupId = "${sentinel.topics.group:search-service}-users",
            topics = "${sentinel.topics.users:user.events}",
            containerFactory = "bulkListeners",
            autoStartup = "false")
    void on(List<ConsumerRecord<String, byte[]>> records) {
        bulks.take(records, (value, _) -> Fact.of(UserEvent.parseFrom(value)), this::take);
    }

    /// @param person null: it says nothing of a name
    private record Fact(UserId userId, long version, @Nullable PersonDocument person) {
        static Fact of(UserEvent event) {
            if (event.getVersion() < 0) {
                throw new IllegalArgumentException("a user of version " + event.getVersion());
            }
            String name =
                    switch (event.getFactCase()) {
                        case REGISTERED -> event.getRegistered().getUsername();
                        case UPDATED -> event.getUpdated().getUsername();
                        default -> null;
                    };
            return new Fact(
                    UserId.of(event.getUserId()),
                    event.getVersion(),
                    name == null && !event.hasErased()
                            ? null
                            : new PersonDocument(
                                    name == null ? null : Username.keyPrefix(name),
                                    event.getTimestamp()));
        }
    }

    private void take(List<Fact> facts) {
        // A conflict: it is older than what is kept.
        var _ = elastic.bulk(facts.stream().map(this::write).filter(Objects::nonNull).toList());
    }

    private @Nullable BulkOperation write(Fact fact) {
        PersonDocument person = fact.person();
        return person == null
                ? null
                : BulkOperation.of(
                        operation ->
                                operation.index(
                                        index ->
                                                index.index(indices.people())
                                                        .id(fact.userId().toString())
                                                        .version(fact.version())
                                                        .versionType(VersionType.External)
                                                        .document(person)));
    }

    /// Who is called so; of two, while the news of one is on its way, who was called so last.
    public Optional<UserId> named(String name) {
        SearchRequest request =
                SearchRequest.of(
                        search ->
                                search.index(indices.people())
                                        .query(
                                                query ->
                                                        query.term(
                                                                term ->
                                                                        term.field("name_key")
                                                                                .value(
                                                                                        Username
                                                                                                .keyPrefix(
                                                                                                        name))))
                                        .sort(
                                                sort ->
                                                        sort.field(
                                                                field ->
                                                                        field.field("changed_at")
                                                                                .order(
                                                                                        SortOrder
                                                                                                .Desc)))
                                        .allowPartialSearchResults(false)
                                        .source(source -> source.fetch(false))
                                        .size(1));
        return elastic
                .call("say who is called so", client -> client.search(request, Void.class))
                .hits()
                .hits()
                .stream()
                .map(hit -> UserId.parse(Objects.requireNonNull(hit.id())))
                .findFirst();
    }
}
