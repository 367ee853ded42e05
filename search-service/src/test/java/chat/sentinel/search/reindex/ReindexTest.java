package chat.sentinel.search.reindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.search.Chat;
import chat.sentinel.search.Person;
import chat.sentinel.search.SearchCluster;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.client.RestClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The index is built anew while people write and search.
class ReindexTest {
    private static final SearchCluster CLUSTER = SearchCluster.shared();

    private final RestClient operator =
            new RestClient(CLUSTER.uri()).with(SearchCluster.internalKey());
    private final Person ana = new Person();
    private final Person ben = new Person();

    @Test
    void shouldFindEverythingAfterwardsAsItIsThen() {
        Chat chat = Chat.of(ana, ben);
        // Older than the log reaches back: only the export has it.
        Chat.Message old = unheard(chat, "walnut one");
        Chat.Message edited = unheard(chat, "walnut two");
        Chat.Message deleted = unheard(chat, "walnut three");
        Chat.Message erased = unheard(chat, "walnut four");
        Chat.Message live = chat.says(ana, "walnut five");
        chat.settles();
        assertThat(ben.finds("walnut ")).hasSize(1);
        CLUSTER.export()
                .has(
                        chat.id,
                        old.event(),
                        edited.event(),
                        deleted.event(),
                        gone(erased.event()),
                        live.event());
        // It is deleted while it is copied: what was read first is not so any more.
        CLUSTER.export()
                .hasThen(
                        chat.id,
                        old.event(),
                        edited.event(),
                        gone(deleted.event()),
                        gone(erased.event()),
                        live.event());
        CLUSTER.export().fails(2);
        CLUSTER.export()
                .meanwhile(
                        () -> {
                            chat.edits(edited, ana, "walnut second");
                            chat.deletes(deleted, ana);
                            chat.says(ana, "walnut six");
                            chat.settles();
                        });
        int before = generation();
        JsonNode begun = operator.post("/internal/reindex", "").expect(200);
        assertThat(begun.path("phase").asString()).isEqualTo("begun");
        // A second one finds the first.
        assertThat(operator.post("/internal/reindex", "").expect(200).path("generation").asInt())
                .isEqualTo(before);
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            // Whoever searches meanwhile finds what was found before.
                            assertThat(ben.finds("walnut five")).hasSize(1);
                            return progress().path("phase").asString().equals("none");
                        });
        assertThat(progress().path("generation").asInt()).isEqualTo(before + 1);
        assertThat(progress().path("missing").asInt()).isZero();
        assertThat(progress().path("chats").asInt()).isPositive();
        assertThat(ben.finds("walnut "))
                .containsExactlyInAnyOrder(
                        "<em>walnut</em> one",
                        "<em>walnut</em> second",
                        "<em>walnut</em> five",
                        "<em>walnut</em> six");
        chat.says(ana, "walnut seven");
        chat.edits(live, ana, "walnut fifth");
        chat.settles();
        assertThat(ben.finds("walnut ")).hasSize(5).contains("<em>walnut</em> fifth");
        assertThat(indices()).allMatch(name -> name.contains("-r" + (before + 1) + "-"));
    }

    @Test
    void shouldLeaveOutWhatIsBadInItself() {
        Chat chat = Chat.of(ana, ben);
        Chat.Message first = unheard(chat, "almond one");
        Chat.Message ofNobody = unheard(chat, "almond two");
        Chat.Message last = unheard(chat, "almond three");
        CLUSTER.export()
                .has(
                        chat.id,
                        first.event(),
                        ofNobody.event().toBuilder().clearActorId().build(),
                        last.event());
        CLUSTER.export().alsoHasRubbish(chat.id);
        JsonNode progress = rebuilt();
        assertThat(progress.path("phase").asString()).isEqualTo("none");
        assertThat(progress.path("bad").asInt()).isEqualTo(2);
        assertThat(progress.path("missing").asInt()).isZero();
        assertThat(ben.finds("almond ")).hasSize(2);
        // Nobody told it by Kafka.
        assertThat(
                        ben.asks("almond ", "chat_id", chat.id.toString())
                                .expect(200)
                                .path("indexed_through")
                                .path(chat.id.toString())
                                .asLong())
                .isEqualTo(last.seq());
        CLUSTER.export().forget(chat.id);
    }

    @Test
    void shouldNotShowAnIndexInWhichMessagesAreMissing() {
        Chat chat = Chat.of(ana, ben);
        Chat.Message deleted = chat.says(ana, "cashew one");
        Chat.Message kept = chat.says(ana, "cashew two");
        chat.settles();
        // It says that a message is there which the log says is deleted.
        CLUSTER.export().has(chat.id, deleted.event(), kept.event());
        CLUSTER.export()
                .meanwhile(
                        () -> {
                            chat.deletes(deleted, ana);
                            chat.settles();
                        });
        int before = generation();
        JsonNode incomplete = rebuilt();
        assertThat(incomplete.path("phase").asString()).isEqualTo("incomplete");
        assertThat(incomplete.path("missing").asInt()).isEqualTo(1);
        assertThat(incomplete.path("reason").asString()).contains("1 messages are missing");
        assertThat(generation()).isEqualTo(before);
        chat.says(ana, "cashew three");
        chat.settles();
        assertThat(ben.finds("cashew ")).hasSize(2);
        CLUSTER.export().has(chat.id, gone(deleted.event()), kept.event());
        assertThat(rebuilt().path("phase").asString()).isEqualTo("none");
        assertThat(generation()).isEqualTo(before + 1);
        assertThat(ben.finds("cashew ")).hasSize(2);
    }

    private JsonNode rebuilt() {
        operator.post("/internal/reindex", "").expect(200);
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                java.util.Set.of("none", "incomplete")
                                        .contains(progress().path("phase").asString()));
        return progress();
    }

    @Test
    void shouldBeForOperatorsOnly() {
        assertThat(ana.rest.post("/internal/reindex", "").status()).isEqualTo(401);
        assertThat(ana.rest.get("/internal/reindex").status()).isEqualTo(401);
    }

    private Chat.Message unheard(Chat chat, String text) {
        return chat.saysUnheard(ana, CommandId.next(), MessageType.TEXT, text, Instant.now());
    }

    private static ChatEvent gone(ChatEvent event) {
        return event.toBuilder()
                .setMessageSent(event.getMessageSent().toBuilder().clearContent().setDeletedAt(1))
                .build();
    }

    private int generation() {
        return progress().path("generation").asInt();
    }

    private JsonNode progress() {
        return operator.get("/internal/reindex").expect(200);
    }

    private static java.util.List<String> indices() {
        return new RestClient(URI.create(Backends.elasticsearch().uri()))
                        .get("/_alias/" + SearchCluster.PREFIX + "messages")
                        .expect(200)
                        .propertyNames()
                        .stream()
                        .toList();
    }
}
