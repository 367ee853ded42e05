package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.client.TestUser;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What cannot be is answered though it would not be kept, and reaches nobody.
class BadEphemeralTest {
    private static final TestCluster cluster = TestCluster.shared();

    private TestUser alice;
    private TestUser bob;
    private String chat;

    @BeforeEach
    void aChatOfTwo() {
        alice = cluster.user(0);
        bob = cluster.user(1);
        chat = alice.startsChatWith(bob.userId);
        bob.awaitEvent(e -> TestUser.is(e, "private_chat_started"));
    }

    @AfterEach
    void hangUp() {
        alice.close();
        bob.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "typing|not json|invalid_request",
                "typing|null|invalid_request",
                "typing|{\"chat_id\":5}|invalid_request",
                "typing|{}|validation_failed",
                "typing|{\"chat_id\":\"1\"}|validation_failed",
                "typing|{\"chat_id\":\"OTHER\"}|chat_not_found",
                "send_message|{ID,CHAT,TEXT,\"feature\":\"fast\"}|validation_failed",
                "send_message|{ID,CHAT,FAST,\"type\":\"text\"}|validation_failed",
                "send_message|{ID,CHAT,FAST,\"type\":\"image\",\"media_id\":\"OTHER\"}|validation_failed",
                "send_message|{ID,CHAT,FAST,TEXT,\"reply_to\":\"OTHER\"}|validation_failed",
                "send_message|{ID,CHAT,FAST,TEXT,\"to\":\"BOB\"}|validation_failed",
                "send_message|{ID,CHAT,TEXT,\"to\":\"bob\"}|validation_failed",
                "send_message|{ID,CHAT,TEXT,\"to\":5}|invalid_request",
                "send_message|{ID,FAST,TEXT,\"chat_id\":\"OTHER\"}|chat_not_found",
                "send_message|{\"message_id\":\"FUTURE\",CHAT,FAST,TEXT}|clock_skew",
                "send_message|{ID,CHAT,FAST,\"type\":\"text\",\"content\":\"LARGE\"}|message_too_large",
                "send_to_users|not json|invalid_request",
                "send_to_users|{ID,TEXT,\"user_ids\":\"BOB\"}|invalid_request",
                "send_to_users|{}|validation_failed",
                "send_to_users|{ID,TEXT}|validation_failed",
                "send_to_users|{ID,TEXT,\"user_ids\":[]}|validation_failed",
                "send_to_users|{ID,TEXT,\"user_ids\":[null]}|validation_failed",
                "send_to_users|{ID,TEXT,\"user_ids\":[\"BOB\",\"1\"]}|validation_failed",
                "send_to_users|{ID,TEXT,\"user_ids\":[\"BOB\",\"SELF\"]}|validation_failed",
                "send_to_users|{ID,TEXT,\"user_ids\":[MANY]}|validation_failed",
                "send_to_users|{TEXT,\"user_ids\":[\"BOB\"]}|validation_failed",
                "send_to_users|{ID,\"type\":\"text\",\"user_ids\":[\"BOB\"]}|validation_failed",
                "send_to_users|{ID,\"type\":\"image\",\"user_ids\":[\"BOB\"]}|validation_failed",
                "send_to_users|{ID,TEXT,\"feature\":\"SLOW\",\"user_ids\":[\"BOB\"]}|validation_failed",
                "send_to_users|{\"message_id\":\"FUTURE\",TEXT,\"user_ids\":[\"BOB\"]}|clock_skew",
                "send_to_users|{ID,\"type\":\"text\",\"content\":\"LARGE\",\"user_ids\":[\"BOB\"]}|message_too_large",
            })
    void itIsAnsweredAndReachesNobody(String destination, String body, String code) {
        String id = TestUser.newId();
        alice.send("/app/" + destination, fill(body, id));
        JsonNode error = alice.awaitEvent(e -> TestUser.is(e, "error"));
        assertThat(TestUser.text(error, "code")).isEqualTo(code);
        assertThat(error.path("retryable").asBoolean()).isFalse();
        if (body.contains("ID,") && !code.equals("invalid_request")) {
            assertThat(TestUser.text(error, "message_id")).isEqualTo(id);
        }

        bob.awaitMessage(alice.sends(chat, "that was all"));
        assertThat(bob.reads(chat)).containsExactly("that was all");
        assertThat(bob.events().stream().filter(e -> !TestUser.is(e, "sync_required"))).hasSize(2);
    }

    private String fill(String body, String id) {
        return body.replace("OTHER", UUID.randomUUID().toString())
                .replace("FUTURE", future())
                .replace("CHAT,", "\"chat_id\":\"" + chat + "\",")
                .replace("ID,", "\"message_id\":\"" + id + "\",")
                .replace("TEXT", "\"type\":\"text\",\"content\":\"x\"")
                .replace("FAST", "\"feature\":\"FAST\"")
                .replace("MANY", String.join(",", Collections.nCopies(101, "\"BOB\"")))
                .replace("BOB", bob.userId)
                .replace("SELF", alice.userId)
                .replace("LARGE", "x".repeat(16 * 1024 + 1));
    }

    /// An id of ten minutes from now.
    private static String future() {
        UUID now = UUID.fromString(TestUser.newId());
        return new UUID(
                        now.getMostSignificantBits() + (600_000L << 16),
                        now.getLeastSignificantBits())
                .toString();
    }
}
