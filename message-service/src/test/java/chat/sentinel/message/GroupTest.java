package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.testkit.client.TestUser;
import com.datastax.oss.driver.api.core.CqlSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Many people talk in one chat, on two instances.
class GroupTest {
    private static final TestCluster cluster = TestCluster.shared();

    @Test
    void everyoneIsToldOfItAndReadsTheSame() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1);
                TestUser carol = cluster.user(0);
                TestUser mallory = cluster.user(1)) {
            String request = TestUser.newId();
            var made =
                    alice.rest
                            .post("/users/chat", group(request, "tea at five", bob, carol))
                            .expect(201);
            String chat = TestUser.text(made, "chat_id");
            assertThat(TestUser.text(made, "kind")).isEqualTo("group");
            assertThat(TestUser.text(made, "title")).isEqualTo("tea at five");
            assertThat(made.path("member_count").asInt()).isEqualTo(3);
            for (TestUser member : List.of(alice, bob, carol)) {
                var told = member.awaitEvent(e -> TestUser.is(e, "chat_created"));
                assertThat(TestUser.text(told.path("chat"), "chat_id")).isEqualTo(chat);
                assertThat(TestUser.text(told, "request_id"))
                        .isEqualTo(member == alice ? request : "");
            }

            List<String> said = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                TestUser speaker = List.of(alice, bob, carol).get(i % 3);
                said.add(speaker.sends(chat, "line " + i));
            }
            for (TestUser member : List.of(alice, bob, carol)) {
                said.forEach(member::awaitMessage);
            }
            assertThat(bob.shows(chat)).hasSize(31).isEqualTo(alice.shows(chat));
            assertThat(carol.shows(chat)).isEqualTo(alice.shows(chat));
            assertThat(
                            bob.pagesBack(chat, 10).reversed().stream()
                                    .map(entry -> TestUser.text(entry, "message_id")))
                    .isEqualTo(alice.shows(chat));
            var listed = carol.rest.get("/users/chat").expect(200).path("chats").path(0);
            assertThat(TestUser.text(listed, "title")).isEqualTo("tea at five");

            assertThat(mallory.rest.get("/users/chat/" + chat).status()).isEqualTo(404);
            mallory.sends(chat, "let me in");
            assertThat(TestUser.text(mallory.awaitEvent(e -> TestUser.is(e, "error")), "code"))
                    .isEqualTo("chat_not_found");
            assertThat(mallory.rest.get("/users/chat").expect(200).path("chats").size()).isZero();
        }
    }

    @Test
    void aThousandPeopleAreAGroup() {
        List<UserId> people =
                Stream.generate(() -> new UserId(UUID.randomUUID())).limit(998).toList();
        CqlSession store = cluster.bean(0, CqlSession.class);
        people.stream()
                .map(
                        id ->
                                store.executeAsync(
                                        "INSERT INTO users (user_id, username) VALUES (?, ?)",
                                        id.value(),
                                        TestCluster.nameOf(id)))
                .toList()
                .forEach(StoreCalls::await);
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String request = TestUser.newId();
            var ids = new ArrayList<>(people.stream().map(UserId::toString).toList());
            ids.add(bob.userId);
            var group = Map.of("request_id", request, "title", "all of us", "member_ids", ids);
            // 202 on a machine that is slow.
            assertThat(alice.rest.post("/users/chat", group).status()).isIn(201, 202);
            var told = bob.awaitEvent(e -> TestUser.is(e, "chat_created")).path("chat");
            assertThat(told.path("member_count").asInt()).isEqualTo(1_000);

            String chat = TestUser.text(told, "chat_id");
            String message = alice.sends(chat, "can you all hear me?");
            bob.awaitMessage(message);
            assertThat(bob.pagesBack(chat, 10)).hasSize(2);
        }
    }

    /// When a thousand people came to be in a group is nothing that anybody is shown.
    @Test
    void nobodysTimeIsKeptForANewGroup() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            assertThat(timesSeen(alice.makesGroup("of two", bob))).isZero();
            assertThat(timesSeen(alice.startsChatWith(bob.userId))).isEqualTo(2);
        }
    }

    private static int timesSeen(String chat) {
        return cluster.bean(0, CqlSession.class)
                .execute(
                        "SELECT user_id FROM seen_marks WHERE chat_id = ? AND bucket = 0",
                        UUID.fromString(chat))
                .all()
                .size();
    }

    @Test
    void aRepeatMakesNoSecondGroup() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            var request = group(TestUser.newId(), "once", bob);
            var first = alice.rest.post("/users/chat", request).expect(201);
            var again = alice.rest.post("/users/chat", request).expect(200);
            assertThat(TestUser.text(again, "chat_id")).isEqualTo(TestUser.text(first, "chat_id"));
            assertThat(bob.rest.get("/users/chat").expect(200).path("chats").size()).isEqualTo(1);
            // The same request of somebody else is another group.
            var other = bob.rest.post("/users/chat", request).expect(201);
            assertThat(TestUser.text(other, "chat_id"))
                    .isNotEqualTo(TestUser.text(first, "chat_id"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":\"x\",\"member_ids\":[]}|422|validation_failed",
                "{REQUEST,\"title\":\"x\"}|422|validation_failed",
                "{REQUEST,\"member_ids\":[]}|422|validation_failed",
                "{REQUEST,\"title\":\" \",\"member_ids\":[]}|422|validation_failed",
                "{REQUEST,\"title\":\"LONG\",\"member_ids\":[]}|422|validation_failed",
                "{REQUEST,\"title\":\"two\\nlines\",\"member_ids\":[]}|422|validation_failed",
                "{REQUEST,\"title\":\"\\ud800\",\"member_ids\":[]}|422|validation_failed",
                "{REQUEST,\"title\":\"x\",\"member_ids\":[\"1\"]}|422|validation_failed",
                "{REQUEST,\"title\":\"x\",\"member_ids\":[null]}|422|validation_failed",
                "{REQUEST,\"title\":\"x\",\"member_ids\":[],\"username\":\"y\"}|422|validation_failed",
                "{REQUEST,\"title\":\"x\",\"member_ids\":[MANY]}|422|validation_failed",
                "{REQUEST,\"title\":\"x\",\"member_ids\":[SELVES]}|422|validation_failed",
                "{REQUEST,\"title\":\"x\",\"member_ids\":[NOBODY]}|404|user_not_found",
                "{REQUEST,\"title\":\"x\",\"member_ids\":\"x\"}|400|invalid_request",
            })
    void aGroupThatCannotBeIsNotMade(String body, int status, String code) {
        try (TestUser alice = cluster.user(0)) {
            var answer =
                    alice.rest.call(
                            "POST",
                            "/users/chat",
                            body.replace("REQUEST", "\"request_id\":\"" + CommandId.next() + "\"")
                                    .replace("LONG", "x".repeat(201))
                                    .replace("NOBODY", "\"" + UUID.randomUUID() + "\"")
                                    .replace(
                                            "SELVES",
                                            String.join(
                                                    ",",
                                                    Collections.nCopies(
                                                            1_001, "\"" + alice.userId + "\"")))
                                    .replace("MANY", many()));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body().path("code").asString()).isEqualTo(code);
            assertThat(alice.rest.get("/users/chat").expect(200).path("chats").size()).isZero();
        }
    }

    private static String many() {
        return String.join(
                ",",
                Collections.nCopies(1_000, "").stream()
                        .map(_ -> "\"" + UUID.randomUUID() + "\"")
                        .toList());
    }

    private static Map<String, ?> group(String request, String title, TestUser... others) {
        return Map.of(
                "request_id",
                request,
                "title",
                title,
                "member_ids",
                Stream.of(others).map(other -> other.userId).toList());
    }
}
