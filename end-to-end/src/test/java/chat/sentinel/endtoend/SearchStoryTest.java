package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.client.TestUser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What was said is found, through NGINX, by those who may read it.
class SearchStoryTest {
    private static final int CURLEWS = 400;

    private TestUser ana;
    private TestUser ben;
    private TestUser cleo;
    private String group;

    @BeforeEach
    void aGroupOfThree() {
        List<TestUser> people = RunningSystem.people(3);
        ana = people.get(0);
        ben = people.get(1);
        cleo = people.get(2);
        group = ana.makesGroup("tea at five", ben, cleo);
    }

    @AfterEach
    void hangUp() {
        List.of(ana, ben, cleo).forEach(TestUser::close);
    }

    @Test
    void whatWasSaidIsFoundAsItIsNow() {
        ben.awaitMessage(ana.sends(group, "an otter"));
        eventually(ben, "otter ", 1);
        String message = ana.sends(group, "the heron <b>flies</b> at dawn");
        long seq = ben.awaitMessage(message).path("message").path("seq").asLong();
        JsonNode found =
                ben.rest
                        .get(path("heron") + "&chat_id=" + group + "&wait_for_seq=" + seq)
                        .expect(200);
        assertThat(found.path("hits")).hasSize(1);
        JsonNode hit = found.path("hits").path(0);
        assertThat(TestUser.text(hit, "snippet"))
                .isEqualTo("the <em>heron</em> &lt;b&gt;flies&lt;/b&gt; at dawn");
        assertThat(found.path("indexed_through").path(group).asLong()).isGreaterThanOrEqualTo(seq);
        // From a hit to its place in the chat.
        assertThat(
                        ben.rest
                                .get("/users/chat/" + group + "?around_seq=" + seq)
                                .expect(200)
                                .path("messages")
                                .values())
                .extracting(each -> each.path("message_id").asString())
                .contains(message);

        ana.awaitChange(ana.edits(group, message, "the heron sleeps at noon"));
        eventually(ben, "\"sleeps at noon\"", 1);
        assertThat(hits(ben, "dawn ")).isEqualTo(0);

        ana.awaitChange(ana.deletes(group, message));
        eventually(ben, "heron ", 0);
    }

    @Test
    void whoIsRemovedFindsNothingLater() {
        ben.awaitMessage(ana.sends(group, "kingfisher one"));
        eventually(ben, "kingfisher ", 1);
        ana.rest
                .change(
                        TestUser.newId(),
                        "DELETE",
                        "/users/chat/" + group + "/members/" + ben.userId,
                        null)
                .expect(200);
        cleo.awaitMessage(ana.sends(group, "kingfisher two"));
        eventually(cleo, "kingfisher ", 2);
        eventually(ben, "kingfisher ", 1);
        TestUser stranger = RunningSystem.user();
        assertThat(hits(stranger, "kingfisher ")).isEqualTo(0);
        assertThat(stranger.rest.get(path("kingfisher") + "&chat_id=" + group).status())
                .isEqualTo(404);
        stranger.close();
    }

    @Test
    void elasticsearchDiesUnderWritesAndNothingIsMissing() throws Exception {
        String last = "";
        try {
            for (int i = 1; i <= CURLEWS; i++) {
                last = ana.sends(group, "curlew " + i);
                if (i == CURLEWS / 3) {
                    RunningSystem.stack().kill("elasticsearch");
                }
                Thread.sleep(10);
            }
        } finally {
            RunningSystem.stack().start("elasticsearch");
        }
        ben.awaitMessage(last);
        eventually(ben, "curlew ", CURLEWS);
    }

    @Test
    void theIndexIsBuiltAnewWhilePeopleTalk() throws Exception {
        ben.awaitMessage(ana.sends(group, "avocet one"));
        String edited = ana.sends(group, "avocet two");
        ben.awaitMessage(edited);
        eventually(ben, "avocet ", 2);
        CompletableFuture<String> said =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return Script.sentinel(0, "reindex");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        int talked = 0;
        while (!said.isDone()) {
            ben.awaitMessage(ana.sends(group, "dunlin"));
            talked++;
            Thread.sleep(500);
        }
        assertThat(said.get()).contains("0 missing");
        ana.awaitChange(ana.edits(group, edited, "avocet twice"));
        eventually(ben, "\"avocet twice\"", 1);
        eventually(ben, "avocet ", 2);
        eventually(ben, "dunlin ", talked);
    }

    private static void eventually(TestUser user, String q, int hits) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(45))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> hits(user, q) == hits);
    }

    /// -1: it cannot be said now.
    private static int hits(TestUser user, String q) {
        int hits = 0;
        for (String cursor = ""; ; ) {
            var answer = user.rest.get(path(q) + "&page_size=100" + cursor);
            if (answer.body().path("retryable").asBoolean(false)) {
                return -1;
            }
            var page = answer.expect(200);
            hits += page.path("hits").size();
            if (page.path("next_cursor").isNull()) {
                return hits;
            }
            cursor = "&cursor=" + page.path("next_cursor").asString();
        }
    }

    private static String path(String q) {
        return "/search?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8);
    }
}
