package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who reaches whom, and how, through NGINX and on two instances: at once and unrecorded, many
/// at a time, not at all, and without being a person.
class ReachStoryTest {
    private TestUser ana;
    private TestUser ben;
    private TestUser cleo;

    @BeforeEach
    void threePeople() {
        List<TestUser> people = RunningSystem.people(3);
        ana = people.get(0);
        ben = people.get(1);
        cleo = people.get(2);
    }

    @AfterEach
    void hangUp() {
        List.of(ana, ben, cleo).forEach(TestUser::close);
    }

    @Test
    void whatPassesTheLogIsHeardNowOrNever() {
        String group = ana.makesGroup("now or never", ben, cleo);
        ana.send("/app/typing", Map.of("chat_id", group));
        for (TestUser other : List.of(ben, cleo)) {
            JsonNode typing = other.awaitEvent(e -> TestUser.is(e, "typing"));
            assertThat(TestUser.text(typing, "user_id")).isEqualTo(ana.userId);
        }
        String fast = TestUser.newId();
        ana.send(
                "/app/send_message",
                Map.of(
                        "message_id", fast,
                        "chat_id", group,
                        "type", "text",
                        "content", "quick!",
                        "feature", "FAST"));
        ana.awaitAccepted(fast);
        for (TestUser user : List.of(ana, ben, cleo)) {
            JsonNode heard = user.awaitEvent(e -> TestUser.is(e, "receive_fast_message"));
            assertThat(TestUser.text(heard, "content")).isEqualTo("quick!");
        }
        ben.awaitMessage(ana.sends(group, "for ever"));
        assertThat(ben.reads(group)).containsExactly("for ever");
        assertThat(ben.pagesBack(group, 10)).hasSize(2);
        assertThat(ana.events()).noneMatch(e -> TestUser.is(e, "typing"));
    }

    @Test
    void oneMessageGoesToManyWithWhomThereIsAChat() {
        String withBen = ana.startsChatWith(ben.userId);
        String withCleo = ana.startsChatWith(cleo.userId);
        TestUser stranger = RunningSystem.user();
        String id = TestUser.newId();
        for (int time = 1; time <= 2; time++) {
            int heard = ana.events().size();
            ana.send(
                    "/app/send_to_users",
                    Map.of(
                            "message_id",
                            id,
                            "user_ids",
                            List.of(ben.userId, stranger.userId, cleo.userId),
                            "type",
                            "text",
                            "content",
                            "to you all"));
            JsonNode sent = ana.awaitEventAfter(heard, e -> TestUser.is(e, "sent_to_users"));
            assertThat(sent.path("sent").values())
                    .extracting(to -> TestUser.text(to, "chat_id"))
                    .containsExactly(withBen, withCleo);
            assertThat(sent.path("not_sent").values())
                    .extracting(JsonNode::asString)
                    .containsExactly(stranger.userId);
        }
        ben.awaitMessage(id);
        cleo.awaitMessage(id);
        assertThat(ben.reads(withBen)).containsExactly("to you all");
        assertThat(cleo.reads(withCleo)).containsExactly("to you all");
        assertThat(stranger.rest.get("/users/chat").expect(200).path("chats").size()).isZero();
        stranger.close();
    }

    @Test
    void whomOneHasBlockedIsRefusedAndNotToldWhy() {
        String chat = ana.startsChatWith(ben.userId);
        String group = cleo.makesGroup("all of us", ana, ben);
        ana.rest.call("PUT", "/users/me/blocks/" + ben.userId, null).expect(204);
        await().until(() -> posts(ben, chat, TestUser.newId(), "probe").status() == 403);

        String unheard = TestUser.newId();
        Answer refused = posts(ben, chat, unheard, "can you hear me?");
        assertThat(refused.expect(403).path("code").asString()).isEqualTo("forbidden");
        assertThat(refused.raw().body()).doesNotContainIgnoringCase("block");
        ben.sendsAgain(unheard, chat, "can you hear me now?");
        JsonNode error =
                ben.awaitEvent(
                        e ->
                                TestUser.is(e, "error")
                                        && unheard.equals(TestUser.text(e, "message_id")));
        assertThat(TestUser.text(error, "code")).isEqualTo("forbidden");
        ana.awaitMessage(ben.sends(group, "and here?"));
        ben.awaitMessage(ana.sends(group, "here I do"));
        assertThat(ana.reads(chat)).doesNotContain("can you hear me?", "can you hear me now?");

        ana.rest.delete("/users/me/blocks/" + ben.userId).expect(204);
        await().until(() -> posts(ben, chat, TestUser.newId(), "probe").status() == 202);
        ana.awaitMessage(ben.sends(chat, "thank you"));
    }

    /// Its token is worth something until it is revoked, and then nowhere.
    @Test
    void anApplicationTalksWithoutASocket() throws Exception {
        RestClient administrator = administrator();
        Map<String, String> bot = Map.of("name", "bot-" + TestUser.newId().substring(24));
        ana.rest.post("/applications", bot).expect(403);
        JsonNode made = administrator.post("/applications", bot).expect(201);
        String path = "/applications/" + TestUser.text(made, "application_id");
        RestClient anybody = new RestClient(RunningSystem.gateway());
        Map<String, String> secret = Map.of("secret", TestUser.text(made, "secret"));
        JsonNode token = anybody.post(path + "/token", secret).expect(200);
        TestUser application =
                new TestUser(
                        RunningSystem.gateway(),
                        TestUser.text(made, "user_id"),
                        TestUser.text(token, "access_token"));
        await().until(
                        () ->
                                ana.rest
                                                .post(
                                                        "/users/chat",
                                                        Map.of("user_id", application.userId))
                                                .status()
                                        != 404);
        String chat = ana.startsChatWith(application.userId);

        String message = TestUser.newId();
        for (int time = 1; time <= 3; time++) {
            posts(application, chat, message, "the build is green").expect(202);
        }
        JsonNode heard = ana.awaitMessage(message).path("message");
        assertThat(TestUser.text(heard, "sender_id")).isEqualTo(application.userId);
        ana.awaitMessage(ana.sends(chat, "thank you"));
        assertThat(ana.reads(chat)).containsExactly("the build is green", "thank you");
        assertThat(application.reads(chat)).isEqualTo(ana.reads(chat));

        administrator.delete(path).expect(204);
        await().until(
                        () ->
                                posts(application, chat, TestUser.newId(), "not any more").status()
                                        == 401);
        assertThat(application.rest.get("/users/chat").status()).isEqualTo(401);
        anybody.post(path + "/token", secret).expect(401);
        assertThat(ana.reads(chat)).startsWith("the build is green", "thank you");
    }

    private static RestClient administrator() throws Exception {
        RunningSystem.Registered account = RunningSystem.register();
        Script.sentinel(0, "admin", "create", account.username());
        RestClient anybody = new RestClient(RunningSystem.gateway());
        return anybody.with(
                TestUser.text(
                        anybody.post(
                                        "/login",
                                        Map.of(
                                                "username", account.username(),
                                                "password", account.password()))
                                .expect(200),
                        "access_token"));
    }

    private static Answer posts(TestUser user, String chat, String id, String content) {
        return user.rest.post(
                "/users/chat/" + chat + "/messages",
                Map.of("message_id", id, "type", "text", "content", content));
    }
}
