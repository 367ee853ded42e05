package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// People mark what has come to them and what they have seen; others are told.
class MarkTest extends ChatOfTwo {
    @BeforeEach
    void fiveMessagesOfAlice() {
        aliceTalksUpTo(6);
    }

    @Test
    void theSenderLearnsWhatCame() {
        bob.send("/app/message_delivered", Map.of("chat_id", chat, "seq", 4));
        JsonNode told = alice.awaitEvent(e -> TestUser.is(e, "message_delivered"));
        assertThat(TestUser.text(told, "chat_id")).isEqualTo(chat);
        assertThat(TestUser.text(told, "user_id")).isEqualTo(bob.userId);
        assertThat(told.path("seq").asLong()).isEqualTo(4);
        assertThat(told.path("at").isString()).isTrue();
        bob.awaitEvent(told::equals);
        assertThat(mark(bob)).isEqualTo(new Marks.Mark(4, 1, 1));
    }

    @Test
    void aMarkDoesNotGoBackAndIsToldOnce() {
        for (int seq : List.of(4, 3, 4, 6)) {
            puts(bob, "delivered", seq);
        }
        alice.awaitEvent(e -> TestUser.is(e, "message_delivered") && e.path("seq").asLong() == 6);
        assertThat(told(alice)).containsExactly("message_delivered 4", "message_delivered 6");
    }

    /// Two instances that mark at once: the later write is not the higher one.
    @Test
    void aLateWriterDoesNotPullAMarkBack() {
        Marks marks = cluster.bean(0, Marks.class);
        ChatId chatId = ChatId.parse(chat);
        UserId user = UserId.parse(bob.userId);
        StoreCalls.await(marks.delivered(chatId, user, 5));
        StoreCalls.await(marks.delivered(chatId, user, 3));
        StoreCalls.await(marks.seenPrivately(chatId, user, 4));
        StoreCalls.await(marks.seenPrivately(chatId, user, 2));
        assertThat(mark(bob)).isEqualTo(new Marks.Mark(5, 1, 4));
    }

    @Test
    void whatWasSeenHadCome() {
        puts(bob, "seen", 5);
        assertThat(mark(bob)).isEqualTo(new Marks.Mark(5, 5, 5));
        puts(bob, "delivered", 4);
        puts(bob, "delivered", 5);
        puts(bob, "delivered", 6);
        alice.awaitEvent(e -> TestUser.is(e, "message_delivered"));
        assertThat(told(alice)).containsExactly("message_seen 5", "message_delivered 6");
        assertThat(mark(bob)).isEqualTo(new Marks.Mark(6, 5, 5));
    }

    @Test
    void aMarkPastTheHeadWaitsAndIsThenRefused() {
        for (String kind : List.of("delivered", "seen")) {
            RestClient.Answer answer = bob.rest.put(path("/" + kind), "{\"seq\":1000}");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body().path("code").asString()).isEqualTo("not_yet");
        }
        assertThat(mark(bob)).isEqualTo(new Marks.Mark(1, 1, 1));
    }

    @Test
    void fiftyAreToldOfEachOther() {
        chat = Groups.large(cluster, alice, bob, 48);
        puts(bob, "delivered", 1);
        puts(bob, "delivered", 2);
        JsonNode told = alice.awaitEvent(e -> TestUser.is(e, "message_delivered"));
        assertThat(TestUser.text(told, "user_id")).isEqualTo(bob.userId);
        assertThat(told.path("seq").asLong()).isEqualTo(2);
    }

    @Test
    void inALargeGroupOnesOwnDevicesAreTold() {
        chat = Groups.large(cluster, alice, bob, 49);
        try (TestUser phone = bob.onAnotherDevice(cluster.uri(0)).connects()) {
            puts(bob, "delivered", 2);
            phone.awaitEvent(e -> TestUser.is(e, "message_delivered"));
            alice.awaitMessage(bob.sends(chat, "and now?"));
            assertThat(told(alice)).isEmpty();
        }
    }

    /// The marks of others that the user has heard of, in this chat.
    private List<String> told(TestUser user) {
        return user.events().stream()
                .filter(e -> chat.equals(TestUser.text(e, "chat_id")) && e.has("at"))
                .map(e -> TestUser.text(e, "event") + " " + e.path("seq").asLong())
                .toList();
    }
}
