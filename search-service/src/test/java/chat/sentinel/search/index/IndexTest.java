package chat.sentinel.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.search.Chat;
import chat.sentinel.search.Person;
import chat.sentinel.search.SearchCluster;
import chat.sentinel.search.elastic.Generations;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.client.RestClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// From an entry of a chat to what is found.
class IndexTest {
    private static final SearchCluster CLUSTER = SearchCluster.shared();
    private static final RestClient ELASTICSEARCH =
            new RestClient(URI.create(Backends.elasticsearch().uri()));

    private Person ana;
    private Person ben;
    private Chat chat;

    @BeforeEach
    void aChat() {
        ana = new Person();
        ben = new Person();
        chat = Chat.of(ana, ben);
    }

    @Test
    void shouldFindWhatWasSent() {
        Chat.Message message = chat.says(ana, "the heron flies at dawn");
        chat.settles();
        JsonNode page = ben.asks("heron").expect(200);
        assertThat(page.path("hits")).hasSize(1);
        JsonNode hit = page.path("hits").path(0);
        assertThat(hit.path("message_id").asString()).isEqualTo(message.id().toString());
        assertThat(hit.path("chat_id").asString()).isEqualTo(chat.id.toString());
        assertThat(hit.path("seq").asLong()).isEqualTo(message.seq());
        assertThat(hit.path("sender_id").asString()).isEqualTo(ana.id.toString());
        assertThat(hit.path("type").asString()).isEqualTo("text");
        assertThat(hit.path("timestamp").asString())
                .isEqualTo(
                        Instant.ofEpochMilli(message.event().getTimestamp())
                                .toString()
                                .replaceFirst("(:\\d\\d)Z", "$1.000Z"));
        assertThat(hit.path("snippet").asString()).isEqualTo("the <em>heron</em> flies at dawn");
        assertThat(page.path("indexed_through").path(chat.id.toString()).asLong())
                .isEqualTo(chat.seq());
    }

    @Test
    void shouldFindWhatAnEditMadeOfItAndNoMoreWhatWasBefore() {
        Chat.Message message = chat.says(ana, "meet at the pier");
        chat.settles();
        chat.edits(message, ana, "meet at the lighthouse");
        chat.settles();
        assertThat(ben.finds("pier ")).isEmpty();
        assertThat(ben.finds("lighthouse")).containsExactly("meet at the <em>lighthouse</em>");
    }

    @Test
    void shouldForgetWhatADeletedMessageSaid() {
        Chat.Message message = chat.says(ana, "secretword");
        chat.settles();
        chat.deletes(message, ana);
        chat.settles();
        assertThat(ben.finds("secretword")).isEmpty();
        assertThat(document(message).toString()).doesNotContain("secretword", ana.id.toString());
    }

    @Test
    void shouldChangeNothingWhenEverythingComesAgain() {
        Chat.Message message = chat.says(ana, "first words");
        ChatEvent second = chat.edits(message, ana, "second words");
        chat.edits(message, ana, "third words");
        chat.settles();
        CLUSTER.publish(message.event());
        CLUSTER.publish(second);
        chat.says(ana, "something else");
        chat.settles();
        assertThat(ben.finds("words")).containsExactly("third <em>words</em>");
        CLUSTER.publish(message.event());
        chat.says(ana, "something more");
        chat.settles();
        assertThat(ben.finds("words")).containsExactly("third <em>words</em>");
    }

    @Test
    void shouldNotBringBackWhatIsDeleted() {
        Chat.Message message = chat.says(ana, "gone for good");
        ChatEvent edit = chat.edits(message, ana, "gone for very good");
        chat.deletes(message, ana);
        chat.settles();
        CLUSTER.publish(message.event());
        CLUSTER.publish(edit);
        chat.says(ana, "something else");
        chat.settles();
        assertThat(ben.finds("gone")).isEmpty();
    }

    /// As when an index is built anew while people write.
    @Test
    void shouldKeepAnEditOfWhatIsNotKnownYet() {
        Chat.Message message =
                chat.saysUnheard(
                        ana, CommandId.next(), MessageType.TEXT, "draft of it", Instant.now());
        chat.edits(message, ana, "final form of it");
        chat.settles();
        assertThat(ben.finds("form")).isEmpty();
        CLUSTER.publish(message.event());
        chat.says(ana, "something else");
        chat.settles();
        assertThat(ben.finds("form")).containsExactly("final <em>form</em> of it");
        assertThat(ben.finds("draft ")).isEmpty();
    }

    @Test
    void shouldTakeTheSameIdInTwoChatsForTwoMessages() {
        CommandId id = CommandId.next();
        Person mallory = new Person();
        Chat other = Chat.of(mallory);
        // Whoever is first takes nobody's place.
        other.says(mallory, id, MessageType.TEXT, "a lie", Instant.now());
        other.settles();
        chat.says(ana, id, MessageType.TEXT, "the truth", Instant.now());
        chat.settles();
        assertThat(ben.finds("truth")).hasSize(1);
        assertThat(ben.finds("lie")).isEmpty();
    }

    @Test
    void shouldPutEachMonthIntoAnIndexOfItsOwn() {
        CommandId march = at(Instant.parse("2026-03-14T09:26:53Z"));
        CommandId longAgo = at(Instant.parse("1999-12-31T23:59:59Z"));
        chat.says(ana, march, MessageType.TEXT, "a word of march", Instant.now());
        chat.says(ana, longAgo, MessageType.TEXT, "a word of old", Instant.now());
        chat.settles();
        assertThat(ben.finds("word")).hasSize(2);
        assertThat(
                        get("/" + SearchCluster.PREFIX + messages() + "2026-03/_count")
                                .path("count")
                                .asInt())
                .isEqualTo(1);
        assertThat(get("/" + SearchCluster.PREFIX + messages() + "1999-12/_count").has("error"))
                .isTrue();
    }

    @Test
    void shouldPutAsideWhatNobodyCanReadAndGoOn() {
        chat.says(ana, "before the rubbish");
        CLUSTER.publishRubbish(chat.id);
        chat.says(ana, "after the rubbish");
        chat.settles();
        assertThat(ben.finds("rubbish")).hasSize(2);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(CLUSTER.unreadable()).contains(chat.id.toString()));
    }

    @Test
    void shouldFindAMessageThatDoesNotOpenByEverythingButItsWords() {
        Chat.Message whole =
                chat.saysUnheard(ana, CommandId.next(), MessageType.TEXT, "sealed", Instant.now());
        CLUSTER.publish(
                whole.event().toBuilder()
                        .setMessageSent(
                                whole.event().getMessageSent().toBuilder()
                                        .setContent(
                                                EncryptedContent.newBuilder().setContentKeyId("1")))
                        .build());
        chat.settles();
        assertThat(ben.finds("sealed")).isEmpty();
        assertThat(ben.asks("from:" + ana.id).expect(200).path("hits")).hasSize(1);
    }

    @Test
    void shouldLoseNothingWhileElasticsearchIsAway() {
        chat.says(ana, "before the outage");
        chat.settles();
        CLUSTER.elasticsearch().breakDown();
        try {
            chat.says(ana, "during the outage");
            JsonNode problem = ben.asks("outage").expect(503);
            assertThat(problem.path("code").asString()).isEqualTo("store_unavailable");
            assertThat(problem.path("retryable").asBoolean()).isTrue();
        } finally {
            CLUSTER.elasticsearch().repair();
        }
        chat.says(ana, "after the outage");
        chat.settles();
        assertThat(ben.finds("outage")).hasSize(3);
    }

    /// As when a disk is full: Elasticsearch answers, and takes nothing.
    @Test
    void shouldLoseNothingWhileElasticsearchTakesNoWrites() {
        chat.says(ana, "before the block");
        chat.settles();
        Person cleo = new Person();
        double waited = metric("sentinel.search.waits_for_store");
        block(true);
        try {
            chat.adds(cleo, true);
            chat.says(ana, "during the block");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    assertThat(metric("sentinel.search.waits_for_store"))
                                            .isGreaterThanOrEqualTo(waited + 4));
            // Kafka counts as read what it has handed out.
            assertThat(metric("sentinel.search.lag_records?tag=of:chats")).isPositive();
            assertThat(metric("sentinel.search.lag_records?tag=of:members")).isPositive();
        } finally {
            block(false);
        }
        chat.says(ana, "after the block");
        chat.settles();
        assertThat(cleo.finds("block")).hasSize(3);
        assertThat(CLUSTER.unreadable()).doesNotContain(chat.id.toString());
    }

    private static void block(boolean on) {
        for (String index : List.of("messages-r*", "search-members", "search-chats")) {
            ELASTICSEARCH
                    .put(
                            "/" + SearchCluster.PREFIX + index + "/_settings",
                            java.util.Map.of("index.blocks.write", on))
                    .expect(200);
        }
    }

    private static double metric(String name) {
        return new RestClient(CLUSTER.operators())
                .get("/actuator/metrics/" + name)
                .expect(200)
                .path("measurements")
                .path(0)
                .path("value")
                .asDouble();
    }

    /// Two instances for a moment after a rebalance: the slower one has what is older.
    @Test
    void shouldNotOverwriteWhatIsNewerThanWhatItRead() {
        Chat.Message message = chat.says(ana, "raced once");
        chat.settles();
        JsonNode known = document(message);
        java.util.Map<String, Object> newer = new java.util.HashMap<>();
        known.path("_source")
                .properties()
                .forEach(
                        field ->
                                newer.put(
                                        field.getKey(),
                                        field.getValue().isNumber()
                                                ? field.getValue().asLong()
                                                : field.getValue().asString()));
        newer.put("content", "raced thrice");
        newer.put("changed_seq", 1_000);
        CLUSTER.elasticsearch()
                .before(
                        "raced twice",
                        () ->
                                ELASTICSEARCH
                                        .put(
                                                "/%s/_doc/%s?routing=%s"
                                                        .formatted(
                                                                known.path("_index").asString(),
                                                                known.path("_id").asString(),
                                                                chat.id),
                                                newer)
                                        .expect(200));
        chat.edits(message, ana, "raced twice");
        chat.settles();
        assertThat(ben.finds("raced ")).containsExactly("<em>raced</em> thrice");
    }

    @Test
    void shouldSayHowFarItIs() {
        chat.says(ana, "anything");
        chat.settles();
        RestClient operators = new RestClient(CLUSTER.operators());
        JsonNode lag =
                operators.get("/actuator/health").expect(200).path("components").path("indexLag");
        assertThat(lag.path("status").asString()).isEqualTo("UP");
        assertThat(lag.path("details").has("records_behind")).isTrue();
        assertThat(Instant.parse(lag.path("details").path("newest_entry").asString()))
                .isAfter(Instant.now().minus(Duration.ofMinutes(5)));
        operators.get("/actuator/metrics/sentinel.search.lag_records").expect(200);
    }

    @Test
    void shouldKeepItsMapping() {
        chat.says(ana, "anything");
        chat.settles();
        JsonNode index =
                get("/" + SearchCluster.PREFIX + messages() + "older")
                        .path(SearchCluster.PREFIX + messages() + "older");
        JsonNode mappings = index.path("mappings");
        assertThat(mappings.path("dynamic").asString()).isEqualTo("false");
        assertThat(mappings.path("_routing").path("required").asBoolean()).isTrue();
        assertThat(mappings.path("properties").propertyNames())
                .containsExactlyInAnyOrder(
                        "chat_id",
                        "message_id",
                        "seq",
                        "sender_id",
                        "type",
                        "timestamp",
                        "content",
                        "state",
                        "changed_seq");
        assertThat(mappings.path("properties").path("content").path("type").asString())
                .isEqualTo("text");
        // Without it, an index that nobody searches for a while stops showing what is new.
        assertThat(index.path("settings").path("index").path("refresh_interval").asString())
                .isEqualTo("1s");
        assertThat(index.path("aliases").has(SearchCluster.PREFIX + "messages")).isTrue();
    }

    /// The beginning of the names of the indices that are searched.
    private static String messages() {
        return "messages-r" + CLUSTER.bean(Generations.class).written().getFirst() + "-";
    }

    private static CommandId at(Instant time) {
        return new CommandId(
                new UUID(
                        time.toEpochMilli() << 16 | 0x7000,
                        UUID.randomUUID().getLeastSignificantBits()));
    }

    private JsonNode document(Chat.Message message) {
        JsonNode answer =
                ELASTICSEARCH
                        .post(
                                "/" + SearchCluster.PREFIX + "messages/_search",
                                java.util.Map.of(
                                        "query",
                                        java.util.Map.of(
                                                "ids",
                                                java.util.Map.of(
                                                        "values",
                                                        List.of(chat.id + ":" + message.id())))))
                        .expect(200);
        assertThat(answer.path("hits").path("hits")).hasSize(1);
        return answer.path("hits").path("hits").path(0);
    }

    private static JsonNode get(String path) {
        return ELASTICSEARCH.get(path).body();
    }
}
