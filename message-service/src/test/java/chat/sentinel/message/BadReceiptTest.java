package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Marks that cannot be get a clear answer and move nothing.
class BadReceiptTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static TestUser alice;
    private static TestUser bob;
    private static TestUser mallory;
    private static String chat;

    @BeforeAll
    static void aChatOfTwo() {
        alice = cluster.user(0);
        bob = cluster.user(1);
        mallory = cluster.user(0);
        chat = alice.startsChatWith(bob.userId);
        bob.awaitMessage(alice.sends(chat, "hello"));
    }

    @AfterAll
    static void hangUp() {
        alice.close();
        bob.close();
        mallory.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json|invalid_request",
                "[]|invalid_request",
                "null|invalid_request",
                "{CHAT,\"seq\":\"2\"}|invalid_request",
                "{CHAT,\"seq\":2.5}|invalid_request",
                "{CHAT,\"seq\":99999999999999999999}|invalid_request",
                "{\"chat_id\":5,\"seq\":2}|invalid_request",
                "{CHAT,\"seq\":2,\"private\":\"yes\"}|invalid_request",
                "{CHAT,\"seq\":0,\"private\":true}|validation_failed",
                "{}|validation_failed",
                "{CHAT}|validation_failed",
                "{CHAT,\"seq\":null}|validation_failed",
                "{CHAT,\"seq\":0}|validation_failed",
                "{CHAT,\"seq\":-1}|validation_failed",
                "{\"seq\":2}|validation_failed",
                "{\"chat_id\":\"1\",\"seq\":2}|validation_failed",
                "{\"chat_id\":\"OTHER\",\"seq\":2}|chat_not_found",
            })
    void aBadMarkIsAnsweredAndNothingMoves(String body, String code) {
        for (String destination : List.of("/app/message_delivered", "/app/message_seen")) {
            int before = bob.events().size();
            bob.send(destination, fill(body));
            JsonNode error = bob.awaitEventAfter(before, e -> TestUser.is(e, "error"));
            assertThat(TestUser.text(error, "code")).isEqualTo(code);
            assertThat(error.path("retryable").asBoolean()).isFalse();
        }
        nothingMoved();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json|400|invalid_request",
                "{\"seq\":\"2\"}|400|invalid_request",
                "{\"seq\":2.5}|400|invalid_request",
                "{}|422|validation_failed",
                "{\"seq\":0}|422|validation_failed",
                "{\"seq\":-1}|422|validation_failed",
            })
    void aBadMarkOverRestIsAnsweredAndNothingMoves(String body, int status, String code) {
        for (String kind : List.of("delivered", "seen")) {
            RestClient.Answer answer = bob.rest.put("/users/chat/" + chat + "/" + kind, body);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body().path("code").asString()).isEqualTo(code);
        }
        nothingMoved();
    }

    /// Who wishes others not to know is not told that they will not.
    @Test
    void whatCameIsNoSecret() {
        RestClient.Answer answer =
                bob.rest.put("/users/chat/" + chat + "/delivered", "{\"seq\":2,\"private\":true}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").path(0).path("field").asString())
                .isEqualTo("private");
        nothingMoved();
    }

    @ParameterizedTest
    @CsvSource({
        "page_size=0,422,validation_failed",
        "page_size=101,422,validation_failed",
        "page_size=x,400,invalid_request",
        "cursor=AAAA,400,invalid_cursor",
        "seq=0,422,validation_failed",
        "seq=-1,422,validation_failed",
        "seq=x,400,invalid_request",
        "seq=1,404,message_not_found",
        "seq=3,503,not_yet",
        "seq=9223372036854775807,503,not_yet",
        "seq=2&cursor=AAAA,422,validation_failed",
    })
    void receiptsThatCannotBeAreRefused(String query, int status, String code) {
        RestClient.Answer answer = alice.rest.get("/users/chat/" + chat + "/receipts?" + query);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
    }

    @Test
    void aCursorServesOnlyWhomAndWhatItWasGivenFor() {
        String path = "/users/chat/" + chat + "/receipts";
        String cursor =
                TestUser.text(alice.rest.get(path + "?page_size=1").expect(200), "next_cursor");
        String members = "/users/chat/" + chat + "/members?cursor=" + cursor;
        for (RestClient.Answer answer :
                List.of(bob.rest.get(path + "?cursor=" + cursor), alice.rest.get(members))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("code").asString()).isEqualTo("invalid_cursor");
        }
    }

    @Test
    void anOutsiderReadsAndMarksNothing() {
        for (String id : List.of(chat, UUID.randomUUID().toString(), "x")) {
            for (String query : List.of("", "?seq=2")) {
                RestClient.Answer answer =
                        mallory.rest.get("/users/chat/" + id + "/receipts" + query);
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.body().path("code").asString()).isEqualTo("chat_not_found");
            }
        }
        for (String kind : List.of("delivered", "seen")) {
            for (String id : List.of(chat, UUID.randomUUID().toString(), "x")) {
                RestClient.Answer answer =
                        mallory.rest.put("/users/chat/" + id + "/" + kind, "{\"seq\":2}");
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.body().path("code").asString()).isEqualTo("chat_not_found");
            }
        }
        assertThat(mark(mallory)).isEqualTo(Marks.Mark.NONE);
        nothingMoved();
    }

    private static String fill(String body) {
        return body.replace("CHAT", "\"chat_id\":\"" + chat + "\"")
                .replace("OTHER", UUID.randomUUID().toString());
    }

    private static void nothingMoved() {
        assertThat(mark(bob)).isEqualTo(new Marks.Mark(1, 1, 1));
    }

    private static Marks.Mark mark(TestUser user) {
        return StoreCalls.await(
                cluster.bean(0, Marks.class).of(ChatId.parse(chat), UserId.parse(user.userId)));
    }
}
