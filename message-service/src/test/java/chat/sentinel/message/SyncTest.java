package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// A client that was away gets what it missed, in order, in bounded pages, over REST and STOMP.
class SyncTest extends ChatOfTwo {
    @Test
    void whatWasMissedComesInPagesThatSayWhatIsLeft() {
        // From here on the edge knows the chat, and no frame waits for a store.
        String last = alice.sends(chat, "the first");
        alice.awaitAccepted(last);
        for (int i = 1; i < 1_200; i++) {
            last = alice.sends(chat, "line " + i);
        }
        bob.awaitMessage(last);
        assertThat(bob.entries(chat)).hasSize(1_201);
        awaitStored(chat, 1_201);

        List<Long> seqs = new ArrayList<>();
        List<Long> left = new ArrayList<>();
        long from = 0;
        do {
            JsonNode page = bob.rest.post("/sync", Map.of("chats", Map.of(chat, from))).expect(200);
            left.add(page.path("left").asLong());
            JsonNode part = page.path("chats").path(0);
            part.path("events")
                    .forEach(event -> seqs.add(event.path("message").path("seq").asLong()));
            from = part.path("through_seq").asLong();
        } while (left.getLast() > 0);
        assertThat(seqs)
                .isEqualTo(IntStream.rangeClosed(1, 1_201).mapToObj(i -> (long) i).toList());
        assertThat(left).containsExactly(701L, 201L, 0L);
    }

    /// An answer, and the buffer of a socket, hold so many bytes and no more.
    @Test
    void longMessagesFillAPageSooner() {
        String text = "x".repeat(16_000);
        String last = "";
        for (int i = 0; i < 40; i++) {
            last = alice.sends(chat, text);
        }
        bob.awaitMessage(last);
        awaitStored(chat, 41);
        JsonNode page = bob.rest.post("/sync", Map.of("chats", Map.of(chat, 0))).expect(200);
        int events = page.path("chats").path(0).path("events").size();
        assertThat(events).isBetween(31, 34);
        assertThat(page.path("left").asLong()).isEqualTo(41 - events);
    }

    @Test
    void overTheSocketTheEventsComeFirstAndThenWhatIsLeft() {
        String first = alice.sends(chat, "helo");
        bob.awaitMessage(first);
        bob.awaitChange(alice.edits(chat, first, "hello"));
        bob.awaitChange(bob.reacts(chat, first, "👍", false));
        awaitStored(chat, 4);
        try (TestUser tablet = bob.onAnotherDevice(cluster.uri(0)).connects()) {
            tablet.send("/app/sync", Map.of("chats", Map.of(chat, 1, UUID.randomUUID(), 0)));
            JsonNode complete = tablet.awaitEvent(e -> TestUser.is(e, "sync_complete"));
            assertThat(complete.path("left").asLong()).isZero();
            List<String> codes = new ArrayList<>();
            complete.path("chats").forEach(part -> codes.add(TestUser.text(part, "code")));
            assertThat(codes).containsExactlyInAnyOrder("", "chat_not_found");
            assertThat(tablet.events().stream().map(e -> TestUser.text(e, "event")))
                    .containsExactly(
                            "receive_message",
                            "message_edited",
                            "message_reacted",
                            "sync_complete");
            assertThat(TestUser.text(tablet.events().get(1), "content")).isEqualTo("hello");
        }
    }

    @Test
    void severalChatsShareOneAnswer() {
        try (TestUser carol = cluster.user(0)) {
            String other = bob.startsChatWith(carol.userId);
            alice.awaitMessage(alice.sends(chat, "one"));
            carol.awaitMessage(carol.sends(other, "two"));
            awaitStored(chat, 2);
            awaitStored(other, 2);
            Map<String, Long> asked = new LinkedHashMap<>();
            asked.put(other, 1L);
            asked.put(chat, 0L);
            JsonNode chats =
                    bob.rest.post("/sync", Map.of("chats", asked)).expect(200).path("chats");
            assertThat(TestUser.text(chats.path(0), "chat_id")).isEqualTo(other);
            assertThat(chats.path(0).path("events").size()).isEqualTo(1);
            assertThat(chats.path(1).path("events").size()).isEqualTo(2);
            assertThat(chats.path(1).path("through_seq").asLong()).isEqualTo(2);
        }
    }

    /// Rows follow deliveries.
    private void awaitStored(String chatId, long seq) {
        await().until(
                        () ->
                                bob.rest
                                                .post("/sync", Map.of("chats", Map.of(chatId, seq)))
                                                .expect(200)
                                                .path("chats")
                                                .path(0)
                                                .path("stored_seq")
                                                .asLong()
                                        == seq);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|422",
                "{\"chats\":{}}|422",
                "{\"chats\":{\"x\":0}}|422",
                "{\"chats\":{\"CHAT\":-1}}|422",
                "{\"chats\":{\"CHAT\":null}}|422",
                "{\"chats\":{\"CHAT\":9223372036854775807}}|422",
                "{\"chats\":{\"CHAT\":\"0\"}}|400",
                "{\"chats\":[]}|400",
                "{\"chats\":MANY}|422",
                "nonsense|400",
            })
    void aBadRequestIsAnswered(String body, int status) {
        Map<String, Integer> many = new LinkedHashMap<>();
        IntStream.rangeClosed(0, 100).forEach(i -> many.put(UUID.randomUUID().toString(), i));
        String json =
                body.replace("CHAT", chat)
                        .replace("MANY", many.toString().replaceAll("([0-9a-f-]{36})=", "\"$1\":"));
        Answer answer = bob.rest.call("POST", "/sync", json);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        int before = bob.events().size();
        bob.send("/app/sync", json);
        JsonNode error = bob.awaitEventAfter(before, e -> TestUser.is(e, "error"));
        assertThat(TestUser.text(error, "code"))
                .isEqualTo(status == 422 ? "validation_failed" : "invalid_request");
    }
}
