package chat.sentinel.search.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.search.BreakableProxy;
import chat.sentinel.search.Chat;
import chat.sentinel.search.Person;
import chat.sentinel.search.SearchCluster;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ElasticTest {
    private static final SearchCluster CLUSTER = SearchCluster.shared();

    @Test
    void shouldSendALargeBulkInParts() {
        Person ana = new Person();
        Chat chat = Chat.of(ana);
        chat.says(ana, "the service has begun");
        chat.settles();
        AtomicInteger requests = new AtomicInteger();
        count(CLUSTER.elasticsearch(), requests);
        List<BulkResponseItem> items =
                CLUSTER.bean(Elastic.class)
                        .bulkUnseen(Stream.of("a", "b", "c").map(ElasticTest::large).toList());
        assertThat(items).extracting(BulkResponseItem::id).containsExactly("a", "b", "c");
        assertThat(requests).hasValue(2);
    }

    private static void count(BreakableProxy proxy, AtomicInteger requests) {
        proxy.before(
                "POST /_bulk",
                () -> {
                    requests.incrementAndGet();
                    count(proxy, requests);
                });
    }

    private static BulkOperation large(String id) {
        return BulkOperation.of(
                operation ->
                        operation.index(
                                index ->
                                        index.index(SearchCluster.PREFIX + "search-people")
                                                .id(id)
                                                .document(
                                                        Map.of(
                                                                "unmapped",
                                                                "x".repeat(2_000_000)))));
    }
}
