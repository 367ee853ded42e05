package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The main job, through NGINX: register, log in, talk, read back, see what was read, log out.
class StoryTest {
    private final RestClient rest = new RestClient(RunningSystem.gateway());

    @Test
    void twoPeopleMeetByNameAndTalk() {
        RunningSystem.Registered ana = RunningSystem.register();
        RunningSystem.Registered ben = RunningSystem.register();
        JsonNode login =
                rest.post("/login", Map.of("username", ana.username(), "password", ana.password()))
                        .expect(200);
        assertThat(login.path("user_id").asString()).isEqualTo(ana.userId());
        try (TestUser one =
                        new TestUser(
                                        RunningSystem.gateway(),
                                        ana.userId(),
                                        login.path("access_token").asString())
                                .at(RunningSystem.instance(1))
                                .connects();
                TestUser other =
                        new TestUser(RunningSystem.gateway(), ben.userId(), ben.accessToken())
                                .at(RunningSystem.instance(2))
                                .connects()) {
            String request = TestUser.newId();
            one.send(
                    "/app/start_private_chat",
                    Map.of("request_id", request, "username", ben.username()));
            String chat =
                    one.awaitEvent(e -> TestUser.is(e, "private_chat_started"))
                            .path("chat")
                            .path("chat_id")
                            .asString();
            other.awaitEvent(e -> TestUser.is(e, "private_chat_started"));

            List<String> said = new ArrayList<>();
            for (int i = 0; i < 31; i++) {
                TestUser speaker = i % 2 == 0 ? one : other;
                TestUser hearer = i % 2 == 0 ? other : one;
                said.add("line " + i + " — ünïcødé 😀");
                hearer.awaitMessage(speaker.sends(chat, said.getLast()));
            }
            assertThat(one.reads(chat)).isEqualTo(said);
            assertThat(other.reads(chat)).isEqualTo(said);
            assertThat(
                            one.pagesBack(chat, 7).reversed().stream()
                                    .skip(1)
                                    .map(m -> m.path("content").asString()))
                    .isEqualTo(said);

            other.marksSeen(chat, 32);
            JsonNode seen = one.awaitEvent(e -> TestUser.is(e, "message_seen"));
            assertThat(seen.path("seq").asLong()).isEqualTo(32);
            assertThat(seen.path("user_id").asString()).isEqualTo(ben.userId());
            JsonNode last = one.rest.get("/users/chat/" + chat + "?page_size=1").expect(200);
            assertThat(last.path("messages").path(0).path("seen_at").asString())
                    .isEqualTo(seen.path("at").asString());
            JsonNode chats =
                    one.rest.get("/users/chat?user_id=" + ana.userId()).expect(200).path("chats");
            assertThat(chats.path(0).path("chat_id").asString()).isEqualTo(chat);
            assertThat(chats.path(0).path("unread_count").asLong()).isZero();
        }
    }

    @Test
    void threePeopleTalkInAGroup() {
        RunningSystem.Registered ana = RunningSystem.register();
        try (TestUser one =
                        new TestUser(RunningSystem.gateway(), ana.userId(), ana.accessToken())
                                .connects();
                TestUser ben = RunningSystem.user();
                TestUser cleo = RunningSystem.user()) {
            String chat = one.makesGroup("tea at five", ben, cleo);
            String first = cleo.sends(chat, "hello, all");
            ben.awaitMessage(first);
            // Without a socket, as a server would.
            String second = TestUser.newId();
            ben.rest
                    .post(
                            "/users/chat/" + chat + "/messages",
                            Map.of("message_id", second, "type", "text", "content", "hello, you"))
                    .expect(202);
            for (TestUser member : List.of(one, ben, cleo)) {
                member.awaitMessage(second);
                assertThat(member.shows(chat)).containsSubsequence(first, second).hasSize(3);
            }
        }
    }

    /// People come and go, what was said is changed, and a device that was away has the same.
    @Test
    void aGroupLivesItsLife() {
        RunningSystem.Registered ana = RunningSystem.register();
        try (TestUser one =
                        new TestUser(RunningSystem.gateway(), ana.userId(), ana.accessToken())
                                .at(RunningSystem.instance(1))
                                .connects();
                TestUser ben = RunningSystem.user();
                TestUser cleo = RunningSystem.user()) {
            String chat = one.makesGroup("tea at five", ben);
            String path = "/users/chat/" + chat;
            String typo = ben.sends(chat, "is it chold?");
            one.awaitMessage(typo);
            one.rest
                    .change(
                            TestUser.newId(),
                            "POST",
                            path + "/members",
                            Map.of("user_id", cleo.userId))
                    .expect(200);
            one.rest
                    .change(
                            TestUser.newId(),
                            "PATCH",
                            path + "/info",
                            Map.of("title", "supper at six"))
                    .expect(200);
            one.awaitChange(ben.edits(chat, typo, "is it cold?"));
            ben.awaitChange(one.reacts(chat, typo, "🥶", false));
            String slip = cleo.sends(chat, "I never said this");
            ben.awaitMessage(slip);
            ben.awaitChange(cleo.deletes(chat, slip));
            one.rest
                    .change(TestUser.newId(), "DELETE", path + "/members/" + cleo.userId, null)
                    .expect(200);
            String last = ben.sends(chat, "just us again");
            one.awaitMessage(last);

            List<JsonNode> shown = one.entries(chat);
            assertThat(one.reads(chat)).containsExactly("is it cold?", "", "just us again");
            assertThat(ben.entries(chat)).isEqualTo(shown);
            assertThat(ben.onAnotherDevice(RunningSystem.gateway()).entries(chat)).isEqualTo(shown);
            assertThat(cleo.reads(chat)).containsExactly("");
            assertThat(cleo.rest.get(path + "/info").status()).isEqualTo(404);
            assertThat(one.rest.get("/users/chat").expect(200).path("chats").path(0).toString())
                    .contains("supper at six", "just us again");
        }
    }

    @Test
    void aLoggedOutSessionIsOverEverywhere() {
        RunningSystem.Registered ana = RunningSystem.register();
        TestUser one =
                new TestUser(RunningSystem.gateway(), ana.userId(), ana.accessToken())
                        .at(RunningSystem.instance(1))
                        .connects();
        TestUser two =
                new TestUser(RunningSystem.gateway(), ana.userId(), ana.accessToken())
                        .at(RunningSystem.instance(2))
                        .connects();
        assertThat(one.rest.post("/logout", "{}").status()).isIn(200, 204);
        one.awaitEvent(e -> TestUser.is(e, "session_revoked"));
        two.awaitEvent(e -> TestUser.is(e, "session_revoked"));
        assertThat(one.rest.get("/users/chat").status()).isEqualTo(401);
        assertThat(one.rest.get("/users/me").status()).isEqualTo(401);
    }

    @Test
    void theSameIdSentTenTimesIsOneMessageAndTenAcknowledgements() {
        RunningSystem.Registered ana = RunningSystem.register();
        try (TestUser one =
                        new TestUser(RunningSystem.gateway(), ana.userId(), ana.accessToken())
                                .at(RunningSystem.instance(1))
                                .connects();
                TestUser again =
                        new TestUser(RunningSystem.gateway(), ana.userId(), ana.accessToken())
                                .at(RunningSystem.instance(2))
                                .connects();
                TestUser ben = RunningSystem.user()) {
            String chat = one.startsChatWith(ben.userId);
            String id = TestUser.newId();
            for (int i = 0; i < 5; i++) {
                one.sendsAgain(id, chat, "once");
                again.sendsAgain(id, chat, "once");
            }
            // Each session hears of its sends in their order.
            one.awaitAccepted(one.sends(chat, "after"));
            String last = again.sends(chat, "last");
            again.awaitAccepted(last);
            assertThat(accepted(one, id)).isEqualTo(5);
            assertThat(accepted(again, id)).isEqualTo(5);
            ben.awaitMessage(last);
            assertThat(ben.reads(chat)).containsExactly("once", "after", "last");

            String stolen = ben.sendsAgain(id, chat, "mine");
            ben.awaitEvent(
                    e ->
                            TestUser.is(e, "message_rejected")
                                    && stolen.equals(TestUser.text(e, "message_id"))
                                    && "duplicate_id".equals(TestUser.text(e, "code")));
            assertThat(ben.reads(chat)).containsExactly("once", "after", "last");
        }
    }

    private static long accepted(TestUser user, String id) {
        return user.events().stream()
                .filter(
                        e ->
                                TestUser.is(e, "message_accepted")
                                        && id.equals(TestUser.text(e, "message_id")))
                .count();
    }
}
