package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.TestUser;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who does not wish others to know what he has seen still has it seen on all his devices.
class PrivateMarkTest extends ChatOfTwo {
    private TestUser phone;

    /// Bob has another device.
    @BeforeEach
    void fourMessagesOfAlice() {
        phone = bob.onAnotherDevice(cluster.uri(0)).connects();
        aliceTalksUpTo(5);
    }

    @AfterEach
    void hangUpThePhone() {
        phone.close();
    }

    @Test
    void hisDevicesAgreeAndOthersLearnNothing() {
        bob.send("/app/message_seen", Map.of("chat_id", chat, "seq", 4, "private", true));
        JsonNode told = phone.awaitEvent(e -> TestUser.is(e, "message_seen"));
        assertThat(told.path("seq").asLong()).isEqualTo(4);
        assertThat(phone.listed(chat).path("seen_seq").asLong()).isEqualTo(4);
        assertThat(phone.listed(chat).path("unread_count").asLong()).isEqualTo(1);

        assertThat(receipt(alice)).isEqualTo("1 1");
        assertThat(receipt(bob)).isEqualTo("1 1");
        JsonNode ofThird = receiptsOfThird();
        assertThat(ofThird.path("seen").asInt()).isZero();
        assertThat(ofThird.path("delivered").asInt()).isZero();
        alice.pagesBack(chat, 10).stream()
                .filter(entry -> !"system".equals(TestUser.text(entry, "type")))
                .forEach(entry -> assertThat(entry.path("seen_at").isNull()).isTrue());
        puts(bob, "delivered", 5);
        alice.awaitEvent(e -> TestUser.is(e, "message_delivered"));
        assertThat(alice.events()).noneMatch(e -> TestUser.is(e, "message_seen"));
    }

    @Test
    void itDoesNotGoBackAndIsToldOnce() {
        for (int seq : new int[] {4, 3, 4, 5}) {
            puts(seq, true);
        }
        phone.awaitEvent(e -> TestUser.is(e, "message_seen") && e.path("seq").asLong() == 5);
        assertThat(phone.events().stream().filter(e -> TestUser.is(e, "message_seen")))
                .extracting(e -> e.path("seq").asLong())
                .containsExactly(4L, 5L);
    }

    @Test
    void aMarkForAllSaysWhatAPrivateOneDidNot() {
        puts(5, true);
        puts(3, false);
        JsonNode told = alice.awaitEvent(e -> TestUser.is(e, "message_seen"));
        assertThat(told.path("seq").asLong()).isEqualTo(3);
        assertThat(receipt(alice)).isEqualTo("3 3");
        assertThat(bob.listed(chat).path("seen_seq").asLong()).isEqualTo(5);
        assertThat(bob.listed(chat).path("unread_count").asLong()).isZero();
    }

    /// Whoever answers says himself that he has read.
    @Test
    void anAnswerTellsAll() {
        puts(5, true);
        alice.awaitMessage(bob.sends(chat, "I have an answer"));
        await().untilAsserted(() -> assertThat(receipt(alice)).isEqualTo("6 6"));
    }

    /// What has been heard may not be stored yet.
    private JsonNode receiptsOfThird() {
        return await().until(
                        () -> alice.rest.get(path("/receipts?seq=3")),
                        answer -> answer.status() == 200)
                .body();
    }

    private void puts(long seq, boolean untold) {
        bob.rest.put(path("/seen"), Map.of("seq", seq, "private", untold)).expect(204);
    }

    /// Bob's, as the user reads it.
    private String receipt(TestUser user) {
        for (JsonNode one : user.rest.get(path("/receipts")).expect(200).path("receipts")) {
            if (bob.userId.equals(TestUser.text(one, "user_id"))) {
                return one.path("delivered_seq").asLong() + " " + one.path("seen_seq").asLong();
            }
        }
        throw new AssertionError("he is not there");
    }
}
