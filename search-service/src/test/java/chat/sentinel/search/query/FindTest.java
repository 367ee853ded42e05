package chat.sentinel.search.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.search.Chat;
import chat.sentinel.search.Person;
import chat.sentinel.search.SearchCluster;
import chat.sentinel.testkit.Backends;
import chat.sentinel.testkit.client.RestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What finds what.
class FindTest {
    private static final SearchCluster CLUSTER = SearchCluster.shared();

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
    void shouldFindWordsInAnyOrderAndPhrasesInTheirs() {
        chat.says(ana, "the red fox and the grey goose");
        chat.says(ana, "the grey fox");
        chat.settles();
        assertThat(ben.finds("fox red ")).hasSize(1);
        assertThat(ben.finds("GREY fox ")).hasSize(2);
        assertThat(ben.finds("\"grey fox\"")).containsExactly("the <em>grey fox</em>");
        assertThat(ben.finds("\"fox grey\"")).isEmpty();
    }

    @Test
    void shouldFindTheLastWordAsOneTypesIt() {
        chat.says(ana, "a lighthouse keeper");
        chat.settles();
        assertThat(ben.finds("ligh")).hasSize(1);
        assertThat(ben.finds("keeper ligh")).hasSize(1);
        assertThat(ben.finds("ligh keeper")).isEmpty();
    }

    @Test
    void shouldFindWhatWasMeantOnlyWhereNothingIsAsItWasTyped() {
        chat.says(ana, "the necessary papers");
        chat.settles();
        JsonNode meant = ben.asks("neccesary papers ").expect(200);
        assertThat(Person.snippets(meant))
                .containsExactly("the <em>necessary</em> <em>papers</em>");
        assertThat(meant.path("fuzzy").asBoolean()).isTrue();
        chat.says(ana, "neccesary");
        chat.settles();
        JsonNode typed = ben.asks("neccesary ").expect(200);
        assertThat(Person.snippets(typed)).containsExactly("<em>neccesary</em>");
        assertThat(typed.path("fuzzy").asBoolean()).isFalse();
    }

    @Test
    void shouldNarrowBySenderTimeAndType() {
        String name = "n" + UUID.randomUUID().toString().substring(0, 8);
        ana.isCalled(name);
        Instant january = Instant.parse("2026-01-15T12:00:00Z");
        Instant march = Instant.parse("2026-03-15T12:00:00Z");
        chat.says(ana, MessageType.TEXT, "plan one", january);
        chat.says(ben, MessageType.TEXT, "plan two", march);
        chat.says(ana, MessageType.IMAGE, "plan three", march);
        chat.says(ana, MessageType.FILE, "", march);
        chat.settles();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ben.finds("from:" + name + " plan")).hasSize(2));
        assertThat(ben.finds("plan", "from", name.toUpperCase(java.util.Locale.ROOT))).hasSize(2);
        assertThat(ben.finds("plan from:me")).containsExactly("<em>plan</em> two");
        assertThat(ben.finds("plan", "from", ana.id.toString())).hasSize(2);
        assertThat(ben.finds("plan from:nobody-is-called-so")).isEmpty();
        assertThat(ben.finds("plan before:2026-02-01")).containsExactly("<em>plan</em> one");
        assertThat(ben.finds("plan", "after", "2026-02-01")).hasSize(2);
        assertThat(ben.finds("plan after:2026-03-15T12:00:00Z")).hasSize(2);
        assertThat(ben.finds("plan before:2026-03-15T12:00:00Z")).hasSize(1);
        assertThat(ben.finds("plan has:image")).containsExactly("<em>plan</em> three");
        assertThat(ben.finds("has:media")).containsExactly("", "plan three");
        assertThat(ben.finds("", "type", "file")).containsExactly("");
        assertThat(ben.finds("plan has:file")).isEmpty();
        assertThat(ben.finds("plan from:" + name, "before", "2026-02-01", "type", "text"))
                .hasSize(1);
    }

    @Test
    void shouldShowWhatPeopleWriteAsTextNotAsHtml() {
        chat.says(ana, "<script>alert('x')</script> & <em>bold</em> \uE000claims\uE001");
        chat.settles();
        assertThat(ben.finds("alert"))
                .containsExactly(
                        "&lt;script&gt;<em>alert</em>(&#39;x&#39;)&lt;/script&gt; &amp;"
                                + " &lt;em&gt;bold&lt;/em&gt; \uFFFDclaims\uFFFD");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    東京都に行きました,   東京,        1
                    東京都に行きました,   京東,        0
                    안녕하세요 여러분,    안녕,        1
                    مرحبا بالعالم,        مرحبا,       1
                    Привет мир,           ПРИВЕТ,      1
                    Straße,               straße,      1
                    well done 👍🏽,        👍🏽,          1
                    flag 🇩🇪 here,         🇩🇪,          1
                    un café noir,         'cafe ',     0
                    un café noir,         CAFÉ,        1
                    un cafe\u0301 bleu,   café,        1
                    don't panic,          don't,       1
                    a.b@example.org,      example.org, 1
                    """)
    void shouldFindInAnyLanguageAsTheDocsSay(String said, String typed, int hits) {
        chat.says(ana, said.translateEscapes());
        chat.settles();
        JsonNode page = ben.asks(typed).expect(200);
        assertThat(page.path("fuzzy").asBoolean() ? 0 : page.path("hits").size()).isEqualTo(hits);
    }

    @Test
    void shouldGivePagesThatStayAsTheyAre() {
        List<String> said = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            // Three at the same time: the order has no ties all the same.
            chat.says(ana, MessageType.TEXT, "page word" + i, Instant.ofEpochSecond(1_780_000_000));
            said.add("<em>page</em> word" + i);
        }
        chat.settles();
        List<String> read = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < 10; page++) {
            JsonNode answer =
                    (cursor == null
                                    ? ben.asks("page ", "page_size", "2")
                                    : ben.asks("page ", "page_size", "2", "cursor", cursor))
                            .expect(200);
            read.addAll(Person.snippets(answer));
            if (page == 0) {
                // What comes meanwhile moves nothing.
                chat.says(ana, "page of later");
                chat.settles();
            }
            if (answer.path("next_cursor").isNull()) {
                break;
            }
            cursor = answer.path("next_cursor").asString();
        }
        assertThat(read).containsExactlyElementsOf(said.reversed());
        assertThat(ben.asks("other ", "cursor", String.valueOf(cursor)).status()).isEqualTo(400);
        assertThat(ana.asks("page ", "cursor", String.valueOf(cursor)).status()).isEqualTo(400);
    }

    @Test
    void shouldGiveTheBestFirstWhereAsked() {
        chat.says(ana, "tea");
        chat.says(ana, "tea and a long list of other things that nobody wants to drink today");
        chat.settles();
        assertThat(ben.finds("tea ", "sort", "best").getFirst()).isEqualTo("<em>tea</em>");
        assertThat(ben.finds("tea ").getLast()).isEqualTo("<em>tea</em>");
        JsonNode first = ben.asks("tea ", "sort", "best", "page_size", "1").expect(200);
        assertThat(
                        ben.finds(
                                "tea ",
                                "sort",
                                "best",
                                "page_size",
                                "1",
                                "cursor",
                                first.path("next_cursor").asString()))
                .singleElement()
                .asString()
                .contains("nobody");
    }

    @Test
    void shouldWaitUntilAnEntryIsFound() {
        chat.says(ana, "the first");
        chat.settles();
        Chat.Message next = chat.says(ana, "the second");
        JsonNode page =
                ben.asks(
                                "second",
                                "chat_id",
                                chat.id.toString(),
                                "wait_for_seq",
                                String.valueOf(next.seq()))
                        .expect(200);
        assertThat(page.path("hits")).hasSize(1);
        assertThat(page.path("indexed_through").path(chat.id.toString()).asLong())
                .isEqualTo(next.seq());
        JsonNode problem =
                ben.asks(
                                "second",
                                "chat_id",
                                chat.id.toString(),
                                "wait_for_seq",
                                String.valueOf(next.seq() + 1))
                        .expect(503);
        assertThat(problem.path("code").asString()).isEqualTo("not_yet");
        assertThat(ben.asks("second", "wait_for_seq", "1").status()).isEqualTo(422);
    }

    /// It says up to where it has searched, not up to where it could have meanwhile.
    @Test
    void shouldFindAllThatItSaysItHasSearched() {
        chat.says(ana, "sooner word");
        chat.settles();
        CLUSTER.elasticsearch()
                .before(
                        "search-chats/_mget",
                        () -> {
                            chat.says(ana, "later word");
                            chat.settles();
                        });
        JsonNode page = ben.asks("word ", "chat_id", chat.id.toString()).expect(200);
        assertThat(page.path("indexed_through").path(chat.id.toString()).asLong())
                .isEqualTo(chat.seq());
        assertThat(page.path("hits")).hasSize(2);
    }

    @Test
    void shouldSayWhatElasticsearchDoesNotLookFor() {
        chat.says(ana, "anything");
        chat.settles();
        RestClient elasticsearch =
                new RestClient(java.net.URI.create(Backends.elasticsearch().uri()));
        String settings = "/" + SearchCluster.PREFIX + "messages-r*/_settings";
        elasticsearch.put(settings, java.util.Map.of("index.max_result_window", 5)).expect(200);
        try {
            assertThat(ben.asks("anything").expect(422).path("code").asString())
                    .isEqualTo("validation_failed");
        } finally {
            elasticsearch
                    .put(settings, java.util.Map.of("index.max_result_window", 10_000))
                    .expect(200);
        }
        assertThat(ben.finds("anything")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*a",
                "?",
                "/.*/",
                "(((((((((((((((((((((((((((((((((((a",
                "a AND (b OR",
                "content:* OR state:gone",
                "_exists_:content",
                "{\"match_all\":{}}",
                "a\u0000b\u001b[31m",
                "\"",
                "\\",
                "~~~",
                "a~99",
                "[1 TO 2]",
                "a^1e99",
                "&&||!(){}[]^\"~*?:\\/",
                "\uFFFD\uFFFD",
                "ﷺﷺﷺﷺﷺﷺ"
            })
    void shouldTakeHostileTextForText(String typed) {
        chat.says(ana, "nothing of the kind");
        chat.settles();
        var answer = ben.asks(typed);
        assertThat(answer.status()).isIn(200, 422);
        if (answer.status() == 200) {
            assertThat(answer.body().path("hits")).isEmpty();
        }
    }

    @Test
    void shouldRefuseWhatIsTooMuch() {
        assertThat(ben.asks("x".repeat(5_000)).status()).isEqualTo(422);
        assertThat(ben.asks("").status()).isEqualTo(422);
        assertThat(ben.asks("x", "page_size", "101").status()).isEqualTo(422);
        assertThat(ben.asks("x", "sort", "random").status()).isEqualTo(422);
        assertThat(ben.asks("x", "type", "system").status()).isEqualTo(422);
        assertThat(ben.asks("x", "before", "soon").status()).isEqualTo(422);
        assertThat(ben.asks("x", "cursor", "AAAA").status()).isEqualTo(400);
        assertThat(new RestClient(CLUSTER.uri()).get("/search?q=x").status()).isEqualTo(401);
    }
}
