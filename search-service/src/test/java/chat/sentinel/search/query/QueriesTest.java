package chat.sentinel.search.query;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.UserId;
import chat.sentinel.search.box.Box;
import chat.sentinel.search.box.BoxParser;
import chat.sentinel.search.membership.Memberships;
import chat.sentinel.search.membership.ReadableChats;
import co.elastic.clients.json.JsonpUtils;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people type, and where they have been, makes no query larger than Elasticsearch takes.
class QueriesTest {
    /// With how little memory and how many cores it may run.
    private static final int CLAUSES_ON_ANY_MACHINE = 1_024;

    /// See [Box#words].
    private static final int MOST_WORDS = 60;

    @ParameterizedTest
    @CsvSource({"a-,60", "'ab-cd-ef ',20", "'word ',20", "x,1", "東,60", "'\"a b c\" ',20"})
    void shouldStayBelowTheClausesThatElasticsearchTakes(String typed, int times) {
        String day = "before:2026-02-01 ";
        for (String q : List.of(typed.repeat(times) + ' ' + day, day + typed.repeat(times))) {
            Box box = BoxParser.parse(q);
            assertThat(box.words()).isLessThanOrEqualTo(MOST_WORDS);
            Wanted wanted =
                    new Wanted(new UserId(UUID.randomUUID()), box, null, List.of(), Sort.NEWEST);
            for (boolean fuzzy : new boolean[] {false, true}) {
                JsonNode query =
                        JsonMapper.shared()
                                .readTree(
                                        JsonpUtils.toJsonString(
                                                Queries.of(wanted, most(), fuzzy),
                                                new JacksonJsonpMapper()));
                assertThat(clauses(query)).isLessThan(CLAUSES_ON_ANY_MACHINE);
            }
        }
    }

    private static ReadableChats most() {
        return new ReadableChats(
                List.of(UUID.randomUUID().toString()),
                IntStream.range(0, Memberships.MOST_PARTS)
                        .mapToObj(
                                i ->
                                        new ReadableChats.Part(
                                                UUID.randomUUID().toString(), i, i + 9L))
                        .toList());
    }

    /// As Lucene counts them, or more.
    private static int clauses(JsonNode node) {
        int clauses = 0;
        for (var field : node.properties()) {
            JsonNode value = field.getValue();
            int most = value.path("content").path("max_expansions").asInt(1);
            clauses +=
                    switch (field.getKey()) {
                        case "term", "terms" -> 1;
                        case "range" -> 2;
                        case "match_phrase" -> wordsOf(value);
                        case "match_phrase_prefix" -> wordsOf(value) + most;
                        case "match" -> wordsOf(value) * most;
                        default -> clauses(value);
                    };
        }
        for (JsonNode element : node.isArray() ? node.values() : List.<JsonNode>of()) {
            clauses += clauses(element);
        }
        return clauses;
    }

    private static int wordsOf(JsonNode value) {
        return BoxParser.parse(value.path("content").path("query").asString()).words();
    }
}
