package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import chat.sentinel.message.delivery.EventFrame;
import chat.sentinel.message.delivery.Receiver;
import chat.sentinel.message.delivery.SessionRegistry;
import chat.sentinel.testkit.client.TestUser;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What passes the log: it is heard now or never.
class EphemeralTest {
    private static final TestCluster cluster = TestCluster.shared();

    private TestUser alice;
    private TestUser bob;

    @BeforeEach
    void two() {
        alice = cluster.user(0);
        bob = cluster.user(1);
    }

    @AfterEach
    void hangUp() {
        alice.close();
        bob.close();
    }

    @Test
    void theOthersHearThatSomebodyIsTyping() {
        try (TestUser carol = cluster.user(0)) {
            String chat = Groups.of(alice, bob, carol);
            types(alice, chat);
            for (TestUser other : List.of(bob, carol)) {
                JsonNode typing = other.awaitEvent(e -> TestUser.is(e, "typing"));
                assertThat(TestUser.text(typing, "chat_id")).isEqualTo(chat);
                assertThat(TestUser.text(typing, "user_id")).isEqualTo(alice.userId);
            }
            alice.awaitMessage(alice.sends(chat, "that was all"));
            assertThat(heard(alice, "typing")).isEmpty();
        }
    }

    @Test
    void inAPrivateChatTheOtherHears() {
        String chat = alice.startsChatWith(bob.userId);
        types(bob, chat);
        assertThat(TestUser.text(alice.awaitEvent(e -> TestUser.is(e, "typing")), "user_id"))
                .isEqualTo(bob.userId);
    }

    @Test
    void inALargeGroupNobodyIsTold() {
        String chat = Groups.large(cluster, alice, bob, 49);
        types(alice, chat);
        bob.awaitMessage(alice.sends(chat, "that was all"));
        assertThat(heard(bob, "typing")).isEmpty();
    }

    @Test
    void whoTypesTooFastIsHeardFiveTimes() {
        String chat = alice.startsChatWith(bob.userId);
        double before = dropped();
        long began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            types(alice, chat);
        }
        bob.awaitMessage(alice.sends(chat, "that was all"));
        long seconds = (System.nanoTime() - began) / 1_000_000_000 + 1;
        assertThat(heard(bob, "typing").size()).isBetween(5, (int) Math.min(19, 5 * seconds));
        assertThat(dropped() - before).isEqualTo(20 - heard(bob, "typing").size());
    }

    @Test
    void aFastMessageIsHeardByAllAndReadByNobodyLater() {
        String chat = alice.startsChatWith(bob.userId);
        try (TestUser phone = alice.onAnotherDevice(cluster.uri(1)).connects()) {
            String fast = fast(alice, chat, "now or never");
            alice.awaitAccepted(fast);
            for (TestUser user : List.of(bob, alice, phone)) {
                JsonNode message = user.awaitEvent(e -> TestUser.is(e, "receive_fast_message"));
                assertThat(TestUser.text(message, "message_id")).isEqualTo(fast);
                assertThat(TestUser.text(message, "chat_id")).isEqualTo(chat);
                assertThat(TestUser.text(message, "sender_id")).isEqualTo(alice.userId);
                assertThat(TestUser.text(message, "type")).isEqualTo("text");
                assertThat(TestUser.text(message, "content")).isEqualTo("now or never");
                assertThat(message.path("timestamp").isString()).isTrue();
            }
            bob.awaitMessage(alice.sends(chat, "and for ever"));
            assertThat(bob.pagesBack(chat, 10))
                    .extracting(entry -> entry.path("seq").asLong())
                    .containsExactly(2L, 1L);
            assertThat(bob.reads(chat)).containsExactly("and for ever");
        }
    }

    @Test
    void whoWasRemovedHearsNothing() {
        try (TestUser carol = cluster.user(0)) {
            String chat = Groups.of(alice, bob, carol);
            alice.rest
                    .change(
                            TestUser.newId(),
                            "DELETE",
                            "/users/chat/" + chat + "/members/" + carol.userId,
                            null)
                    .expect(200);
            types(alice, chat);
            fast(alice, chat, "without her");
            bob.awaitEvent(e -> TestUser.is(e, "receive_fast_message"));
            carol.awaitEvent(e -> TestUser.is(e, "member_removed"));
            types(carol, chat);
            carol.awaitEvent(e -> TestUser.is(e, "error"));
            fast(carol, chat, "let me in");
            carol.awaitEvent(e -> TestUser.is(e, "error") && e.path("message_id").isString());
            assertThat(heard(carol, "typing")).isEmpty();
            assertThat(heard(carol, "receive_fast_message")).isEmpty();
            assertThat(heard(bob, "receive_fast_message")).hasSize(1);
        }
    }

    @Test
    void aMessageGoesToAllWithWhomThereIsAChat() {
        try (TestUser carol = cluster.user(0);
                TestUser dave = cluster.user(1)) {
            String withBob = alice.startsChatWith(bob.userId);
            String withCarol = alice.startsChatWith(carol.userId);
            for (String feature : List.of("RELIABLE", "FAST")) {
                String id = TestUser.newId();
                alice.send(
                        "/app/send_to_users",
                        Map.of(
                                "message_id",
                                id,
                                "user_ids",
                                List.of(bob.userId, dave.userId, carol.userId, bob.userId),
                                "type",
                                "text",
                                "content",
                                "to you all",
                                "feature",
                                feature));
                JsonNode answer =
                        alice.awaitEvent(
                                e ->
                                        TestUser.is(e, "sent_to_users")
                                                && id.equals(TestUser.text(e, "message_id")));
                assertThat(answer.path("sent").values())
                        .extracting(
                                to ->
                                        TestUser.text(to, "user_id")
                                                + " "
                                                + TestUser.text(to, "chat_id"))
                        .containsExactly(
                                bob.userId + " " + withBob, carol.userId + " " + withCarol);
                assertThat(answer.path("not_sent").values())
                        .extracting(JsonNode::asString)
                        .containsExactly(dave.userId);
            }
            for (TestUser other : List.of(bob, carol)) {
                other.awaitEvent(e -> TestUser.is(e, "receive_message"));
                other.awaitEvent(e -> TestUser.is(e, "receive_fast_message"));
            }
            assertThat(bob.reads(withBob)).containsExactly("to you all");
            assertThat(carol.reads(withCarol)).containsExactly("to you all");
            assertThat(dave.rest.get("/users/chat").expect(200).path("chats").size()).isZero();
            assertThat(dave.events()).allMatch(e -> TestUser.is(e, "sync_required"));
        }
    }

    /// On whichever instance the socket is.
    @Test
    void aSocketKnowsWhatItMayLoseFirst() {
        TestUser carol = cluster.registered(0);
        String chat = Groups.of(alice, bob);
        alice.rest
                .change(
                        TestUser.newId(),
                        "POST",
                        "/users/chat/" + chat + "/members",
                        Map.of("user_id", carol.userId))
                .expect(200);
        List<Listening> sockets = List.of(new Listening(carol, 0), new Listening(carol, 1));
        try {
            types(alice, chat);
            fast(alice, chat, "now or never");
            // What is for ever may pass what is not.
            for (Listening socket : sockets) {
                await().untilAsserted(() -> assertThat(socket.heard).endsWith(true, true));
            }
            alice.sends(chat, "and for ever");
            for (Listening socket : sockets) {
                await().untilAsserted(() -> assertThat(socket.heard).endsWith(true, true, false));
            }
        } finally {
            sockets.forEach(Listening::hangsUp);
        }
    }

    /// A socket of an instance.
    private static final class Listening implements Receiver {
        final List<Boolean> heard = new CopyOnWriteArrayList<>();
        private final UserId user;
        private final SessionRegistry registry;

        Listening(TestUser user, int node) {
            this.user = UserId.parse(user.userId);
            this.registry = cluster.bean(node, SessionRegistry.class);
            registry.register(this).toCompletableFuture().join();
        }

        void hangsUp() {
            registry.unregister(this);
        }

        @Override
        public UserId userId() {
            return user;
        }

        @Override
        public void deliver(EventFrame event) {
            heard.add(event.isEphemeral());
        }

        @Override
        public void syncRequired() {}
    }

    private static void types(TestUser user, String chat) {
        user.send("/app/typing", Map.of("chat_id", chat));
    }

    private static String fast(TestUser user, String chat, String content) {
        String id = TestUser.newId();
        user.send(
                "/app/send_message",
                Map.of(
                        "message_id",
                        id,
                        "chat_id",
                        chat,
                        "type",
                        "text",
                        "content",
                        content,
                        "feature",
                        "FAST"));
        return id;
    }

    private static List<JsonNode> heard(TestUser user, String event) {
        return user.events().stream().filter(e -> TestUser.is(e, event)).toList();
    }

    private static double dropped() {
        return cluster.bean(0, MeterRegistry.class)
                .get("sentinel.message.typing_dropped")
                .counter()
                .count();
    }
}
