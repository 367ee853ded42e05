package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.testkit.client.RestClient;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// How far a message has come, for who sent it. notification-service does not run here: what was
/// pushed is not known.
class PassportTest extends ChatOfTwo {
    @Test
    void theSenderSeesHowFarItHasCome() {
        String message = alice.sends(chat, "line 2");
        bob.awaitMessage(message);
        JsonNode before = stamps(message);
        assertThat(before.propertyNames())
                .containsExactly(
                        "message_id",
                        "accepted_at",
                        "seq",
                        "recipients",
                        "delivered",
                        "pushed",
                        "seen");
        assertThat(before.path("message_id").asString()).isEqualTo(message);
        assertThat(before.path("seq").asLong()).isEqualTo(2);
        assertThat(before.path("recipients").asInt()).isEqualTo(1);
        assertThat(before.path("delivered").asInt()).isZero();
        assertThat(before.path("pushed").isNull()).isTrue();

        puts(bob, "delivered", 2);
        assertThat(stamps(message).path("delivered").asInt()).isEqualTo(1);
        assertThat(stamps(message).path("seen").asInt()).isZero();
        puts(bob, "seen", 2);
        assertThat(stamps(message).path("seen").asInt()).isEqualTo(1);
    }

    @Test
    void nobodyElseDoes() {
        String message = alice.sends(chat, "line 2");
        bob.awaitMessage(message);
        stamps(message);
        assertThat(bob.rest.get(delivery(message)).body().path("code").asString())
                .isEqualTo("message_not_found");
        assertThat(cluster.user(0).rest.get(delivery(message)).body().path("code").asString())
                .isEqualTo("chat_not_found");
        for (String id : new String[] {CommandId.next().toString(), "x"}) {
            RestClient.Answer answer = alice.rest.get(delivery(id));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body().path("code").asString()).isEqualTo("message_not_found");
        }
    }

    /// What has been heard may not be stored yet.
    private JsonNode stamps(String message) {
        return await().until(
                        () -> alice.rest.get(delivery(message)), answer -> answer.status() == 200)
                .body();
    }

    private String delivery(String message) {
        return path("/messages/" + message + "/delivery");
    }
}
