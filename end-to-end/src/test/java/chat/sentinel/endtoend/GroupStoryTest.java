package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.ShownEntry;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What happens in a group, through NGINX, to people on two instances.
class GroupStoryTest {
    private TestUser ana;
    private TestUser ben;
    private TestUser cleo;
    private String group;

    @BeforeEach
    void aGroupOfThree() {
        List<TestUser> people = RunningSystem.people(3);
        ana = people.get(0);
        ben = people.get(1);
        cleo = people.get(2);
        group = ana.makesGroup("tea at five", ben, cleo);
    }

    @AfterEach
    void hangUp() {
        List.of(ana, ben, cleo).forEach(TestUser::close);
    }

    @Test
    void rolesSayWhoMayDoWhat() {
        refused(cleo, "PATCH", "/info", Map.of("title", "mine"), 403, "forbidden");
        refused(ben, "DELETE", member(cleo), null, 403, "forbidden");
        changes(ana, "PATCH", member(ben), Map.of("role", "admin"));
        ben.awaitEvent(e -> TestUser.is(e, "role_changed"));
        changes(ben, "PATCH", "/info", Map.of("title", "supper at six"));
        cleo.awaitEvent(e -> TestUser.is(e, "chat_updated"));
        assertThat(TestUser.text(cleo.listed(group), "title")).isEqualTo("supper at six");
        refused(ben, "DELETE", member(ana), null, 403, "forbidden");

        refused(ana, "DELETE", member(ana), null, 409, "last_owner");
        changes(ana, "PATCH", member(ben), Map.of("role", "owner"));
        changes(ana, "DELETE", member(ana), null);
        ben.awaitEvent(e -> TestUser.is(e, "member_removed"));
        String after = ben.sends(group, "she has left");
        cleo.awaitMessage(after);
        assertThat(ana.reads(group)).isEmpty();
        assertThat(chats(ana)).isEmpty();
        assertThat(says(cleo))
                .containsExactly(
                        "chat_created",
                        "role_changed",
                        "chat_updated",
                        "role_changed",
                        "member_removed",
                        "she has left");
        assertThat(ben.entries(group)).isEqualTo(cleo.entries(group));
    }

    @Test
    void whoWasRemovedHearsAndReadsNothingThatCameAfter() {
        String before = ben.sends(group, "before");
        cleo.awaitMessage(before);
        changes(ana, "DELETE", member(cleo), null);
        cleo.awaitEvent(e -> TestUser.is(e, "member_removed"));
        String secret = ben.sends(group, "what she must not know");
        ana.awaitMessage(secret);
        ben.awaitChange(ana.reacts(group, secret, "🤫", false));
        // What comes to her now comes after what must not.
        cleo.awaitMessage(ana.sends(ana.startsChatWith(cleo.userId), "sorry"));

        assertThat(cleo.events()).noneMatch(e -> e.toString().contains("what she must"));
        assertThat(says(cleo)).containsExactly("chat_created", "before", "member_removed");
        assertThat(cleo.pagesBack(group, 1).reversed()).isEqualTo(cleo.entries(group));
        assertThat(chats(cleo)).doesNotContain(group);
        refused(cleo, "POST", "/members", Map.of("user_id", cleo.userId), 404, "chat_not_found");
        String back = cleo.sends(group, "let me in");
        JsonNode error =
                cleo.awaitEvent(
                        e ->
                                TestUser.is(e, "error")
                                        && back.equals(TestUser.text(e, "message_id")));
        assertThat(TestUser.text(error, "code")).isEqualTo("chat_not_found");

        changes(ana, "POST", "/members", Map.of("user_id", cleo.userId));
        cleo.awaitMessage(ben.sends(group, "welcome back"));
        assertThat(says(cleo))
                .containsExactly(
                        "chat_created", "before", "member_removed", "member_added", "welcome back");
    }

    @Test
    void whatWasSaidIsChangedAndAllShowTheSame() {
        String question = ana.sends(group, "at fife?");
        ben.awaitMessage(question);
        String answer = TestUser.newId();
        ben.send(
                "/app/send_message",
                Map.of(
                        "message_id", answer,
                        "chat_id", group,
                        "type", "text",
                        "content", "at five",
                        "reply_to", question));
        cleo.awaitMessage(answer);
        cleo.awaitChange(ana.edits(group, question, "at five?"));
        cleo.awaitRejected(cleo.edits(group, question, "at nine?"));
        for (TestUser user : List.of(ana, ben, cleo)) {
            ana.awaitChange(user.reacts(group, answer, "👍", false));
        }
        ana.awaitChange(cleo.reacts(group, answer, "👍", true));
        String slip = cleo.sends(group, "what nobody should read");
        ben.awaitMessage(slip);
        ben.awaitChange(ana.deletes(group, slip));

        List<JsonNode> shown = ana.entries(group);
        assertThat(shown)
                .extracting(e -> TestUser.text(e, "content"))
                .containsExactly("chat_created", "at five?", "at five", "");
        assertThat(shown.get(1).path("edited_at").isString()).isTrue();
        assertThat(TestUser.text(shown.get(2), "reply_to")).isEqualTo(question);
        assertThat(shown.get(2).path("reactions").size()).isEqualTo(1);
        assertThat(shown.get(2).path("reactions").path(0).path("user_ids").values())
                .extracting(JsonNode::asString)
                .containsExactlyInAnyOrder(ana.userId, ben.userId);
        assertThat(shown.get(3).path("deleted_at").isString()).isTrue();
        for (TestUser user : List.of(ben, cleo, ben.onAnotherDevice(RunningSystem.gateway()))) {
            assertThat(user.entries(group)).isEqualTo(shown);
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    user.pagesBack(group, 2).reversed().stream()
                                                            .map(ShownEntry::comparable))
                                            .isEqualTo(
                                                    shown.stream()
                                                            .map(ShownEntry::comparable)
                                                            .toList()));
        }
    }

    @Test
    void theSenderSeesHowFarItCameAndWhoHasReadIt() {
        String message = ana.sends(group, "who comes?");
        ben.awaitMessage(message);
        cleo.awaitMessage(message);
        ben.marksSeen(group, 2);
        cleo.send("/app/message_delivered", Map.of("chat_id", group, "seq", 2));
        JsonNode seen = ana.awaitEvent(e -> TestUser.is(e, "message_seen"));
        assertThat(TestUser.text(seen, "user_id")).isEqualTo(ben.userId);
        JsonNode came = ana.awaitEvent(e -> TestUser.is(e, "message_delivered"));
        assertThat(TestUser.text(came, "user_id")).isEqualTo(cleo.userId);

        // Whom the other instance has told of it may be earlier here than the store.
        await().until(() -> ana.rest.get(path("/receipts?seq=2")).status() != 503);
        JsonNode receipts = ana.rest.get(path("/receipts?seq=2")).expect(200);
        assertThat(receipts.path("delivered").asInt()).isEqualTo(2);
        assertThat(receipts.path("seen").asInt()).isEqualTo(1);
        assertThat(receipts.path("seen_by").values())
                .extracting(JsonNode::asString)
                .containsExactly(ben.userId);
        assertThat(cleo.rest.get(path("/receipts")).expect(200).path("receipts").values())
                .extracting(
                        one ->
                                TestUser.text(one, "user_id")
                                        + " "
                                        + one.path("delivered_seq").asLong()
                                        + " "
                                        + one.path("seen_seq").asLong())
                .containsExactlyInAnyOrder(
                        ana.userId + " 2 2", ben.userId + " 2 2", cleo.userId + " 2 1");
    }

    private String path(String more) {
        return "/users/chat/" + group + more;
    }

    private static String member(TestUser user) {
        return "/members/" + user.userId;
    }

    private Answer asks(TestUser user, String method, String more, @Nullable Object body) {
        return user.rest.change(TestUser.newId(), method, path(more), body);
    }

    private void changes(TestUser user, String method, String more, @Nullable Object body) {
        asks(user, method, more, body).expect(200);
    }

    private void refused(
            TestUser user,
            String method,
            String more,
            @Nullable Object body,
            int status,
            String code) {
        assertThat(asks(user, method, more, body).expect(status).path("code").asString())
                .isEqualTo(code);
    }

    /// Everything that the user shows of the group, in order.
    private List<String> says(TestUser user) {
        return user.entries(group).stream().map(e -> TestUser.text(e, "content")).toList();
    }

    private static List<String> chats(TestUser user) {
        return user.rest.get("/users/chat").expect(200).path("chats").values().stream()
                .map(chat -> TestUser.text(chat, "chat_id"))
                .toList();
    }
}
