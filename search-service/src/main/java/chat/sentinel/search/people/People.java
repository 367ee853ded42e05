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
        bulks.take(records, (value, _) -> UserEvent.parseFrom(value), this::take);
    }

    private void take(List<UserEvent> events) {
        // A conflict: it is older than what is kept.
        var _ = elastic.bulk(events.stream().map(this::write).filter(Objects::nonNull).toList());
    }

    private @Nullable BulkOperation write(UserEvent event) {
        String name =
                switch (event.getFactCase()) {
                    case REGISTERED -> event.getRegistered().getUsername();
                    case UPDATED -> event.getUpdated().getUsername();
                    default -> null;
                };
        if (name == null && !event.hasErased()) {
            return null;
        }
        PersonDocument person =
                new PersonDocument(
                        name == null ? null : Username.keyPrefix(name), event.getTimestamp());
        return BulkOperation.of(
                operation ->
                        operation.index(
                                index ->
                                        index.index(indices.people())
                                                .id(UserId.of(event.getUserId()).toString())
                                                .version(event.getVersion())
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
