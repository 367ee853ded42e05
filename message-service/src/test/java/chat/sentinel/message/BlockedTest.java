package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import chat.sentinel.message.people.Blocks;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Whom somebody has blocked does not reach him in private; in groups they go on as before.
class BlockedTest {
    private static final TestCluster cluster = TestCluster.shared();

    @Test
    void whomOneHasBlockedIsNotHeardUntilHeIsUnblocked() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            String group = alice.makesGroup("both", bob);
            String before = bob.sends(chat, "before");
            alice.awaitMessage(before);
            cluster.block(id(alice), id(bob), 2);
            await().until(() -> status(bob, chat) == 403);

            for (String refused :
                    List.of(
                            bob.sends(chat, "can you hear me?"),
                            bob.reacts(chat, before, "👍", false),
                            bob.edits(chat, before, "another way in"))) {
                JsonNode error =
                        bob.awaitEvent(
                                e ->
                                        TestUser.is(e, "error")
                                                && refused.equals(TestUser.text(e, "message_id")));
                assertThat(TestUser.text(error, "code")).isEqualTo("forbidden");
                assertThat(error.path("retryable").asBoolean()).isFalse();
            }
            bob.send("/app/typing", Map.of("chat_id", chat));
            bob.send(
                    "/app/send_message",
                    Map.of(
                            "message_id", TestUser.newId(),
                            "chat_id", chat,
                            "type", "text",
                            "content", "past the log",
                            "feature", "FAST"));
            bob.send(
                    "/app/send_to_users",
                    Map.of(
                            "message_id",
                            TestUser.newId(),
                            "user_ids",
                            List.of(alice.userId),
                            "type",
                            "text",
                            "content",
                            "one of many"));
            JsonNode toUsers = bob.awaitEvent(e -> TestUser.is(e, "sent_to_users"));
            assertThat(toUsers.path("not_sent").path(0).asString()).isEqualTo(alice.userId);
            assertThat(alice.reads(chat))
                    .doesNotContain("can you hear me?", "another way in", "one of many");
            assertThat(alice.events().toString()).doesNotContain("past the log", "typing");
            bob.awaitMessage(alice.sends(chat, "she may still write"));
            alice.awaitMessage(bob.sends(group, "and here we both are"));

            cluster.unblock(id(alice), id(bob), 3);
            await().until(() -> status(bob, chat) == 202);
            alice.awaitMessage(bob.sends(chat, "again"));
        }
    }

    @Test
    void whomOneHasBlockedStartsNoChat() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            cluster.block(id(alice), id(bob), 2);
            Blocks known = cluster.bean(1, Blocks.class);
            await().until(() -> StoreCalls.await(known.isBlocked(id(alice), id(bob))));
            Answer answer = bob.rest.post("/users/chat", Map.of("user_id", alice.userId));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(alice.rest.get("/users/chat").expect(200).path("chats").size()).isZero();
            assertThat(alice.rest.post("/users/chat", Map.of("user_id", bob.userId)).status())
                    .isEqualTo(201);
        }
    }

    private static int status(TestUser sender, String chat) {
        return sender.rest
                .post(
                        "/users/chat/" + chat + "/messages",
                        Map.of("message_id", TestUser.newId(), "type", "text", "content", "probe"))
                .status();
    }

    private static UserId id(TestUser user) {
        return UserId.parse(user.userId);
    }
}
