package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import com.datastax.oss.driver.api.core.CqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What new, former and returned members of a group read of it.
class GroupPastTest extends GroupOfThree {
    @Test
    void whoWasRemovedHearsAndReadsNoMore() {
        alice.awaitMessage(alice.sends(group, "before"));
        carol.rest.get("/users/chat/" + group).expect(200);
        assertThat(changed(remove(alice, carol))).isEqualTo(3);
        carol.awaitEvent(e -> TestUser.is(e, "member_removed"));
        String secret = alice.sends(group, "what carol must not know");
        bob.awaitMessage(secret);
        ChatId chat = ChatId.parse(group);
        CommandId id = CommandId.next();
        // Past an edge that has not heard of it.
        cluster.append(carol, chat, id, id, "am I still here?");
        carol.awaitRejected(id.toString());

        assertThat(carol.events()).noneMatch(e -> e.toString().contains("what carol"));
        assertThat(says(carol)).containsExactly("chat_created", "before", "member_removed");
        for (String query : List.of("", "?after_seq=3", "?around_seq=4", "?before_seq=5")) {
            Answer page = carol.rest.get("/users/chat/" + group + query);
            assertThat(page.raw().body()).doesNotContain("what carol");
            assertThat(page.body().path("stored_seq").asLong()).isEqualTo(3);
        }
        assertThat(carol.pagesBack(group, 1).reversed()).isEqualTo(carol.entries(group));
        assertThat(carol.rest.get("/users/chat").expect(200).path("chats").size()).isZero();
        for (String path : List.of("/info", "/members")) {
            assertThat(carol.rest.get(path(path)).status()).isEqualTo(404);
        }
        assertThat(rename(carol, "mine now").status()).isEqualTo(404);
        assertThat(says(bob))
                .containsExactly("chat_created", "before", "member_removed", secretText());
    }

    private static String secretText() {
        return "what carol must not know";
    }

    /// The two rows that say so are not one write: here the list still has the chat, and the chat
    /// has him no more.
    @Test
    void aListThatIsReadMeanwhileHasTheOtherChats() {
        String other = carol.startsChatWith(bob.userId);
        carol.listed(group);
        cluster.bean(0, CqlSession.class)
                .execute(
                        "UPDATE members USING TIMESTAMP 2 SET left_seq = 2"
                                + " WHERE chat_id = ? AND user_id = ? AND joined_seq = 1",
                        UUID.fromString(group),
                        UUID.fromString(carol.userId));
        await().untilAsserted(
                        () ->
                                assertThat(
                                                carol.rest
                                                        .get("/users/chat")
                                                        .expect(200)
                                                        .path("chats")
                                                        .values())
                                        .extracting(chat -> TestUser.text(chat, "chat_id"))
                                        .containsExactly(other));
    }

    @Test
    void whoComesBackReadsBothStaysAndNotWhatWasBetween() {
        changed(remove(alice, carol));
        List<String> between = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            between.add(alice.sends(group, "between " + i));
        }
        bob.awaitMessage(between.getLast());
        assertThat(changed(add(alice, carol))).isEqualTo(13);
        carol.awaitMessage(bob.sends(group, "welcome back"));

        List<String> shown =
                List.of("chat_created", "member_removed", "member_added", "welcome back");
        assertThat(says(carol)).isEqualTo(shown);
        for (int size = 1; size <= 5; size++) {
            assertThat(carol.pagesBack(group, size).reversed().stream().map(GroupOfThree::text))
                    .isEqualTo(shown);
        }
        List<Long> upwards = new ArrayList<>();
        String cursor = "after_seq=0";
        while (!cursor.isEmpty()) {
            JsonNode page =
                    carol.rest.get("/users/chat/" + group + "?page_size=3&" + cursor).expect(200);
            List<Long> seqs = new ArrayList<>();
            page.path("messages").forEach(entry -> seqs.add(entry.path("seq").asLong()));
            upwards.addAll(seqs.reversed());
            cursor =
                    page.path("next_cursor").isString()
                            ? "cursor=" + page.path("next_cursor").asString()
                            : "";
        }
        assertThat(upwards).containsExactly(1L, 2L, 13L, 14L);
        JsonNode listed = carol.rest.get("/users/chat").expect(200).path("chats").path(0);
        assertThat(listed.path("unread_count").asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"from_joining,2", "everything,6"})
    void whatNewMembersSeeIsTheGroupsChoice(String choice, int entries) {
        String chosen = alice.makesGroup("tea", Map.of("new_members_see", choice), bob);
        for (int i = 0; i < 3; i++) {
            alice.awaitMessage(alice.sends(chosen, "early " + i));
        }
        String add = TestUser.newId();
        alice.rest
                .change(
                        add,
                        "POST",
                        "/users/chat/" + chosen + "/members",
                        Map.of("user_id", carol.userId))
                .expect(200);
        carol.awaitMessage(alice.sends(chosen, "late"));

        assertThat(carol.entries(chosen)).hasSize(entries);
        assertThat(carol.pagesBack(chosen, 2)).hasSize(entries);
        assertThat(carol.entries(chosen)).isEqualTo(carol.pagesBack(chosen, 100).reversed());
    }

    /// A change of the choice holds for those who come after it.
    @Test
    void theChoiceCanBeChanged() {
        alice.awaitMessage(alice.sends(group, "early"));
        alice.rest
                .change(
                        TestUser.newId(),
                        "PATCH",
                        path("/info"),
                        Map.of("new_members_see", "everything"))
                .expect(200);
        try (TestUser dave = cluster.user(1)) {
            changed(add(alice, dave));
            assertThat(says(dave)).contains("chat_created", "early");
            JsonNode info = dave.rest.get(path("/info")).expect(200);
            assertThat(TestUser.text(info, "new_members_see")).isEqualTo("everything");
            assertThat(TestUser.text(info, "title")).isEqualTo("tea at five");
            assertThat(info.path("sees_from").asLong()).isEqualTo(1);
        }
    }
}
