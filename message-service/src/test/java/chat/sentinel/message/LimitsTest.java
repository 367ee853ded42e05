package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who says too much is told so, and when to go on; nobody else notices.
class LimitsTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static int strict;

    @BeforeAll
    static void anInstanceWithLowLimits() {
        strict =
                cluster.start(
                        Map.of(
                                "sentinel.send.per-user", "1",
                                "sentinel.send.per-chat", "2",
                                "sentinel.send.new-chats", "2",
                                "sentinel.stomp.sockets-of-user", "2"));
    }

    @AfterAll
    static void stop() {
        cluster.stop(strict);
    }

    @Test
    void onePersonsMessagesAreLimited() {
        try (TestUser alice = cluster.user(strict);
                TestUser bob = cluster.user(0)) {
            String chat = alice.startsChatWith(bob.userId);
            for (int i = 0; i < 12; i++) {
                alice.sends(chat, "line " + i);
            }
            JsonNode error = alice.awaitEvent(e -> TestUser.is(e, "error"));
            assertThat(TestUser.text(error, "code")).isEqualTo("too_many_requests");
            assertThat(error.path("retryable").asBoolean()).isTrue();
            assertThat(error.path("retry_after_ms").asLong()).isBetween(1L, 1_000L);
            Answer answer =
                    alice.rest.post(
                            "/users/chat/" + chat + "/messages",
                            Map.of(
                                    "message_id", TestUser.newId(),
                                    "type", "text",
                                    "content", "by another way"));
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.raw().headers().firstValue("Retry-After")).isPresent();
            bob.awaitMessage(bob.sends(chat, "I may"));
            assertThat(alice.reads(chat)).hasSizeLessThan(13).contains("line 0", "I may");
        }
    }

    @Test
    void whatIsSaidInOneChatIsLimited() {
        List<TestUser> people = Stream.generate(() -> cluster.user(strict)).limit(4).toList();
        try {
            String group =
                    TestUser.text(
                            people.getFirst()
                                    .rest
                                    .post(
                                            "/users/chat",
                                            Map.of(
                                                    "request_id",
                                                    TestUser.newId(),
                                                    "title",
                                                    "loud",
                                                    "member_ids",
                                                    people.stream().map(p -> p.userId).toList()))
                                    .expect(201),
                            "chat_id");
            for (int i = 0; i < 9; i++) {
                people.forEach(person -> person.sends(group, "all at once"));
            }
            await().until(
                            () ->
                                    people.stream()
                                            .flatMap(person -> person.events().stream())
                                            .filter(event -> TestUser.is(event, "error"))
                                            .anyMatch(
                                                    error ->
                                                            TestUser.text(error, "detail")
                                                                    .contains("chat")));
        } finally {
            people.forEach(TestUser::close);
        }
    }

    @Test
    void outsidersDoNotUseUpWhatMembersMaySay() {
        List<TestUser> outsiders = Stream.generate(() -> cluster.user(strict)).limit(3).toList();
        try (TestUser alice = cluster.user(strict);
                TestUser bob = cluster.user(0)) {
            String chat = alice.startsChatWith(bob.userId);
            for (int i = 0; i < 10; i++) {
                outsiders.forEach(outsider -> outsider.sends(chat, "let me in"));
            }
            for (TestUser outsider : outsiders) {
                for (int i = 0; i < 10; i++) {
                    outsider.awaitEvent(e -> TestUser.is(e, "error"));
                }
            }
            // As many as she may say at once: half of what the chat takes.
            Stream.generate(() -> alice.sends(chat, "we are not disturbed"))
                    .limit(10)
                    .toList()
                    .forEach(bob::awaitMessage);
        } finally {
            outsiders.forEach(TestUser::close);
        }
    }

    @Test
    void onePersonsSocketsAreLimited() {
        try (TestUser phone = cluster.user(strict);
                TestUser tablet = phone.onAnotherDevice(cluster.uri(strict)).connects()) {
            TestUser laptop = phone.onAnotherDevice(cluster.uri(strict));
            assertThatThrownBy(laptop::connects).hasMessageContaining("too_many_sockets");
            tablet.close();
            await().ignoreExceptions().until(() -> laptop.connects() == laptop);
            laptop.close();
        }
    }

    @Test
    void newChatsAreLimited() {
        try (TestUser alice = cluster.user(strict)) {
            List<TestUser> others = Stream.generate(() -> cluster.registered(0)).limit(3).toList();
            List<Integer> answers =
                    others.stream()
                            .map(
                                    other ->
                                            alice.rest
                                                    .post(
                                                            "/users/chat",
                                                            Map.of("user_id", other.userId))
                                                    .status())
                            .toList();
            assertThat(answers).containsExactly(201, 201, 429);
            // What is there is found all the same.
            assertThat(
                            alice.rest
                                    .post(
                                            "/users/chat",
                                            Map.of("user_id", others.getFirst().userId))
                                    .status())
                    .isEqualTo(200);
        }
    }
}
