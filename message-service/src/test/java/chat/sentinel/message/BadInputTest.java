package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Bad input gets a clear answer and changes nothing.
class BadInputTest {
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
        for (int i = 0; i < 12; i++) {
            alice.awaitMessage(alice.sends(chat, "line " + i));
        }
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
                "{\"message_id\":5}|invalid_request",
                "{}|validation_failed",
                "{ID,CHAT,\"type\":\"text\"}|validation_failed",
                "{ID,CHAT,\"type\":\"text\",\"content\":\"\"}|validation_failed",
                "{ID,CHAT,\"type\":\"poem\",\"content\":\"x\"}|validation_failed",
                "{ID,CHAT,\"type\":\"image\",\"content\":\"x\"}|validation_failed",
                "{ID,CHAT,\"type\":\"text\",\"content\":\"x\",\"media_id\":\"CHATID\"}|validation_failed",
                "{ID,CHAT,\"type\":\"text\",\"content\":\"x\",\"reply_to\":\"1\"}|validation_failed",
                "{ID,CHAT,\"type\":\"text\",\"content\":\"x\",\"feature\":\"SLOW\"}|validation_failed",
                "{ID,CHAT,\"type\":\"text\",\"content\":\"\\ud800\"}|validation_failed",
                "{ID,\"chat_id\":\"1\",\"type\":\"text\",\"content\":\"x\"}|validation_failed",
                "{\"message_id\":\"CHATID\",CHAT,\"type\":\"text\",\"content\":\"x\"}|validation_failed",
                "{FUTURE,CHAT,\"type\":\"text\",\"content\":\"x\"}|clock_skew",
                "{ID,CHAT,\"type\":\"text\",\"content\":\"LARGE\"}|message_too_large",
                "{ID,\"chat_id\":\"OTHER\",\"type\":\"text\",\"content\":\"x\"}|chat_not_found",
                "DEEP|invalid_request",
            })
    void aBadMessageIsAnsweredAndNothingIsAppended(String body, String code) {
        String id = CommandId.next().toString();
        int before = alice.events().size();
        alice.send("/app/send_message", fill(body, id));
        JsonNode error = alice.awaitEventAfter(before, e -> TestUser.is(e, "error"));
        assertThat(TestUser.text(error, "code")).isEqualTo(code);
        assertThat(error.path("retryable").asBoolean()).isFalse();
        assertThat(error.path("server_time").isString()).isTrue();
        nothingChanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json|400|invalid_request",
                "{\"message_id\":5}|400|invalid_request",
                "DEEP|400|invalid_request",
                "{}|422|validation_failed",
                "{ID,\"chat_id\":\"OTHER\",\"type\":\"text\",\"content\":\"x\"}|422|validation_failed",
                "{ID,\"type\":\"text\",\"content\":\"\"}|422|validation_failed",
                "{ID,\"type\":\"text\",\"content\":\"\\ud800\"}|422|validation_failed",
                "{FUTURE,\"type\":\"text\",\"content\":\"x\"}|422|clock_skew",
                "{ID,\"type\":\"text\",\"content\":\"LARGE\"}|413|message_too_large",
            })
    void aBadMessageOverRestIsAnsweredAndNothingIsAppended(String body, int status, String code) {
        String path = "/users/chat/" + chat + "/messages";
        RestClient.Answer answer =
                alice.rest.call("POST", path, fill(body, CommandId.next().toString()));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        nothingChanged();
    }

    @Test
    void anOutsiderIsToldThatThereIsNoSuchChat() {
        mallory.sends(chat, "let me in");
        JsonNode error = mallory.awaitEvent(e -> TestUser.is(e, "error"));
        assertThat(TestUser.text(error, "code")).isEqualTo("chat_not_found");
        for (String path :
                List.of(
                        "/users/chat/" + chat,
                        "/users/chat/" + UUID.randomUUID(),
                        "/users/chat/x")) {
            RestClient.Answer answer = mallory.rest.get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body().path("code").asString()).isEqualTo("chat_not_found");
        }
        assertThat(mallory.rest.put("/users/chat/" + chat + "/seen", "{\"seq\":2}").status())
                .isEqualTo(404);
        for (String id : List.of(chat, UUID.randomUUID().toString(), "x")) {
            String message = fill("{ID,\"type\":\"text\",\"content\":\"x\"}", TestUser.newId());
            RestClient.Answer answer =
                    mallory.rest.call("POST", "/users/chat/" + id + "/messages", message);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body().path("code").asString()).isEqualTo("chat_not_found");
        }
        nothingChanged();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page_size=0",
                "page_size=-1",
                "page_size=1000000",
                "before_seq=-1",
                "before_seq=1&after_seq=2"
            })
    void aPageThatCannotBeIsRefused(String query) {
        RestClient.Answer answer = alice.rest.get("/users/chat/" + chat + "?" + query);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("code").asString()).isEqualTo("validation_failed");
        assertThat(answer.body().path("errors").size()).isEqualTo(1);
    }

    @Test
    void aCursorServesOnlyWhomAndWhatItWasGivenFor() {
        String cursor =
                alice.rest
                        .get("/users/chat/" + chat + "?page_size=3")
                        .expect(200)
                        .path("next_cursor")
                        .asString();
        assertThat(alice.rest.get("/users/chat/" + chat + "?cursor=" + cursor).status())
                .isEqualTo(200);
        int middle = cursor.length() / 2;
        char other = cursor.charAt(middle) == 'A' ? 'B' : 'A';
        for (String bad :
                List.of(
                        cursor.substring(0, middle),
                        cursor.substring(0, middle) + other + cursor.substring(middle + 1),
                        "AAAA",
                        "not-base64-%21",
                        "x".repeat(5_000))) {
            refused(alice.rest.get("/users/chat/" + chat + "?cursor=" + bad));
        }
        refused(bob.rest.get("/users/chat/" + chat + "?cursor=" + cursor));
        try (TestUser carol = cluster.user(0)) {
            String elsewhere = alice.startsChatWith(carol.userId);
            refused(alice.rest.get("/users/chat/" + elsewhere + "?cursor=" + cursor));
        }
        refused(alice.rest.get("/users/chat?cursor=" + cursor));
    }

    private static void refused(RestClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("code").asString()).isEqualTo("invalid_cursor");
    }

    @Test
    void nobodyReadsAnothersChatList() {
        RestClient.Answer answer = alice.rest.get("/users/chat?user_id=" + bob.userId);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().path("code").asString()).isEqualTo("forbidden");
        assertThat(new RestClient(cluster.uri(0)).get("/users/chat").status()).isEqualTo(401);
    }

    @Test
    void aMarkPastTheHeadWaitsAndIsThenRefused() {
        RestClient.Answer answer = bob.rest.put("/users/chat/" + chat + "/seen", "{\"seq\":1000}");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body().path("code").asString()).isEqualTo("not_yet");
        assertThat(answer.body().path("retryable").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{REQUEST,\"user_id\":\"SELF\"}|chat_with_oneself",
                "{REQUEST,\"user_id\":\"OTHER\"}|user_not_found",
                "{REQUEST,\"username\":\"nobodyofthisname\"}|user_not_found",
                "{REQUEST}|validation_failed",
                "{REQUEST,\"user_id\":\"OTHER\",\"username\":\"both\"}|validation_failed",
                "{\"user_id\":\"OTHER\"}|validation_failed",
                "{\"request_id\":\"CHATID\",\"user_id\":\"OTHER\"}|validation_failed",
            })
    void aChatThatCannotBeIsNotStarted(String body, String code) {
        String id = CommandId.next().toString();
        int before = alice.events().size();
        alice.send("/app/start_private_chat", fill(body, id));
        JsonNode error = alice.awaitEventAfter(before, e -> TestUser.is(e, "error"));
        assertThat(TestUser.text(error, "code")).isEqualTo(code);
    }

    private static String fill(String body, String id) {
        return body.replace("REQUEST", "\"request_id\":\"" + id + "\"")
                .replace("FUTURE", "\"message_id\":\"" + future() + "\"")
                .replace("CHATID", chat)
                .replace("CHAT,", "\"chat_id\":\"" + chat + "\",")
                .replace("ID,", "\"message_id\":\"" + id + "\",")
                .replace("SELF", alice.userId)
                .replace("OTHER", UUID.randomUUID().toString())
                .replace("LARGE", "ü".repeat(8_193))
                .replace("DEEP", "[".repeat(500) + "]".repeat(500));
    }

    /// An id of ten minutes from now.
    private static String future() {
        UUID now = CommandId.next().value();
        long ahead = (now.getMostSignificantBits() >>> 16) + 600_000;
        return new UUID(
                        (ahead << 16) | (now.getMostSignificantBits() & 0xffff),
                        now.getLeastSignificantBits())
                .toString();
    }

    private static void nothingChanged() {
        JsonNode page = bob.rest.get("/users/chat/" + chat + "?page_size=1").expect(200);
        assertThat(page.path("head_seq").asLong()).isEqualTo(13);
        assertThat(page.path("stored_seq").asLong()).isEqualTo(13);
    }
}
