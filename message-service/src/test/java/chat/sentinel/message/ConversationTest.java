package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Two people talk, each connected to another instance.
class ConversationTest {
    private static final TestCluster cluster = TestCluster.shared();

    @Test
    void bothSeeTheSameMessagesInTheSameOrder() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            bob.awaitEvent(e -> TestUser.is(e, "private_chat_started"));

            String first = alice.sends(chat, "hello");
            bob.awaitMessage(first);
            String second = bob.sends(chat, "hello yourself");
            alice.awaitMessage(second);
            alice.awaitAccepted(first);

            assertThat(alice.reads(chat)).containsExactly("hello", "hello yourself");
            assertThat(bob.reads(chat)).containsExactly("hello", "hello yourself");
            assertThat(alice.shows(chat)).isEqualTo(bob.shows(chat));
        }
    }

    @Test
    void historyIsReadBackFromTheLastToTheFirst() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            List<String> sent = new ArrayList<>();
            for (int i = 1; i <= 120; i++) {
                sent.add((i % 2 == 0 ? alice : bob).sends(chat, "line " + i));
            }
            sent.forEach(alice::awaitMessage);

            List<String> back =
                    new ArrayList<>(
                            alice.pagesBack(chat, 7).stream()
                                    .filter(entry -> !"system".equals(TestUser.text(entry, "type")))
                                    .map(entry -> TestUser.text(entry, "message_id"))
                                    .toList());
            Collections.reverse(back);
            assertThat(back).hasSameElementsAs(sent).isEqualTo(alice.shows(chat).subList(1, 121));
        }
    }

    @Test
    void theSenderLearnsWhatWasSeen() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            String message = alice.sends(chat, "seen?");
            JsonNode received = bob.awaitMessage(message);
            long seq = received.path("message").path("seq").asLong();
            assertThat(seq).isEqualTo(2);

            bob.marksSeen(chat, seq);
            JsonNode seen = alice.awaitEvent(e -> TestUser.is(e, "message_seen"));
            assertThat(TestUser.text(seen, "user_id")).isEqualTo(bob.userId);
            JsonNode page = alice.rest.get("/users/chat/" + chat).expect(200);
            assertThat(TestUser.text(page.path("messages").path(0), "seen_at"))
                    .isEqualTo(TestUser.text(seen, "at"));
        }
    }

    /// As a server does: the same id twice is one message.
    @Test
    void aMessageIsSentWithoutASocket() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            String id = TestUser.newId();
            var message = Map.of("message_id", id, "type", "text", "content", "from a server");
            for (int i = 0; i < 2; i++) {
                var answer = alice.rest.post("/users/chat/" + chat + "/messages", message);
                assertThat(TestUser.text(answer.expect(202), "message_id")).isEqualTo(id);
            }
            String after = alice.sends(chat, "from a client");

            bob.awaitMessage(after);
            assertThat(bob.reads(chat)).containsExactly("from a server", "from a client");
            assertThat(alice.shows(chat)).isEqualTo(bob.shows(chat));
        }
    }

    /// Who answers has seen what he answers, though he marks nothing.
    @Test
    void anAnswerSaysThatTheQuestionWasSeen() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            bob.awaitMessage(alice.sends(chat, "seen?"));
            String answer = bob.sends(chat, "yes");
            alice.awaitMessage(answer);

            await().untilAsserted(
                            () -> {
                                var page =
                                        alice.rest
                                                .get("/users/chat/" + chat)
                                                .expect(200)
                                                .path("messages");
                                assertThat(TestUser.text(page.path(0), "message_id"))
                                        .isEqualTo(answer);
                                assertThat(TestUser.text(page.path(1), "seen_at"))
                                        .isEqualTo(TestUser.text(page.path(0), "timestamp"));
                            });
        }
    }
}
