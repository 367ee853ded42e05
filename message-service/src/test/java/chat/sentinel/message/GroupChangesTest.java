package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// People come into groups, go, and are given roles: entries of the log, in one order for
/// everybody.
class GroupChangesTest extends GroupOfThree {
    @Test
    void everyChangeIsAnEntryThatAllSee() {
        try (TestUser dave = cluster.user(1)) {
            assertThat(changed(rename(alice, "supper at six"))).isEqualTo(2);
            assertThat(changed(add(alice, dave))).isEqualTo(3);
            assertThat(changed(role(alice, bob, "admin"))).isEqualTo(4);
            assertThat(changed(remove(bob, carol))).isEqualTo(5);
            assertThat(changed(remove(dave, dave))).isEqualTo(6);
            String last = alice.sends(group, "so there we are");
            bob.awaitMessage(last);

            assertThat(says(alice))
                    .containsExactly(
                            "chat_created",
                            "chat_updated",
                            "member_added",
                            "role_changed",
                            "member_removed",
                            "member_removed",
                            "so there we are");
            assertThat(alice.entries(group)).isEqualTo(bob.entries(group));
            assertThat(alice.entries(group))
                    .isEqualTo(alice.pagesBack(group, 2).reversed())
                    .isEqualTo(bob.pagesBack(group, 100).reversed());
            JsonNode added = bob.entries(group).get(2);
            assertThat(TestUser.text(added, "sender_id")).isEqualTo(alice.userId);
            assertThat(TestUser.text(added.path("change"), "user_id")).isEqualTo(dave.userId);
            assertThat(added.path("change").path("member_count").asInt()).isEqualTo(4);
            for (String event : List.of("member_added", "role_changed")) {
                dave.awaitEvent(e -> TestUser.is(e, event));
            }

            JsonNode info = bob.rest.get(path("/info")).expect(200);
            assertThat(TestUser.text(info, "title")).isEqualTo("supper at six");
            assertThat(TestUser.text(info, "role")).isEqualTo("admin");
            assertThat(info.path("member_count").asInt()).isEqualTo(2);
            assertThat(members(alice)).containsOnly(alice.userId + " owner", bob.userId + " admin");
            assertThat(alice.rest.get("/users/chat").expect(200).findValuesAsString("title"))
                    .contains("supper at six");
        }
    }

    @Test
    void aChangeThatIsAskedForAgainIsMadeOnce() {
        try (TestUser dave = cluster.registered(1)) {
            String id = TestUser.newId();
            Map<String, String> body = Map.of("user_id", dave.userId);
            assertThat(changed(alice.rest.change(id, "POST", path("/members"), body))).isEqualTo(2);
            assertThat(changed(alice.rest.change(id, "POST", path("/members"), body))).isEqualTo(2);
            Answer stolen = bob.rest.change(id, "POST", path("/members"), body);
            refused(stolen, 409, "duplicate_id");
            refused(add(alice, dave), 409, "already_member");

            String leave = TestUser.newId();
            String own = path("/members/" + bob.userId);
            assertThat(changed(bob.rest.change(leave, "DELETE", own, null))).isEqualTo(3);
            assertThat(changed(bob.rest.change(leave, "DELETE", own, null))).isEqualTo(3);
            assertThat(alice.entries(group)).hasSize(3);
        }
    }

    @Test
    void membersComeInPages() {
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = carol.rest.get(path("/members?page_size=2" + cursor)).expect(200);
            page.path("members").forEach(member -> paged.add(TestUser.text(member, "user_id")));
            cursor =
                    page.path("next_cursor").isString()
                            ? "&cursor=" + page.path("next_cursor").asString()
                            : "";
        } while (!cursor.isEmpty());
        assertThat(paged)
                .isSorted()
                .containsExactlyInAnyOrder(alice.userId, bob.userId, carol.userId);
    }

    /// Changes and messages of several people at once: one order, and unread counts that add up.
    @Test
    void changesAndMessagesHaveOneOrder() {
        try (TestUser dave = cluster.user(1)) {
            for (int round = 0; round < 8; round++) {
                List<String> said = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    said.add(alice.sends(group, "alice " + round + " " + i));
                    said.add(carol.sends(group, "carol " + round + " " + i));
                }
                changed(round % 2 == 0 ? add(alice, dave) : remove(alice, dave));
                said.forEach(bob::awaitMessage);
            }
            assertThat(alice.entries(group))
                    .hasSize(1 + 8 * 11)
                    .isEqualTo(bob.entries(group))
                    .isEqualTo(carol.entries(group));
            List<Long> seqs =
                    dave.entries(group).stream().map(e -> e.path("seq").asLong()).toList();
            List<Long> stays = new ArrayList<>();
            for (List<Long> stay : stays(dave)) {
                LongStream.rangeClosed(stay.getFirst(), stay.getLast()).forEach(stays::add);
            }
            assertThat(seqs).isEqualTo(stays);
            assertThat(dave.pagesBack(group, 4).reversed()).isEqualTo(dave.entries(group));
        }
    }

    private List<List<Long>> stays(TestUser user) {
        List<List<Long>> stays = new ArrayList<>();
        long joined = 0;
        for (JsonNode entry : alice.entries(group)) {
            boolean about = user.userId.equals(TestUser.text(entry.path("change"), "user_id"));
            if (about && text(entry).equals("member_added")) {
                joined = entry.path("seq").asLong();
            } else if (about && text(entry).equals("member_removed")) {
                stays.add(List.of(joined, entry.path("seq").asLong()));
            }
        }
        return stays;
    }

    private List<String> members(TestUser user) {
        List<String> members = new ArrayList<>();
        user.rest
                .get(path("/members"))
                .expect(200)
                .path("members")
                .forEach(
                        member ->
                                members.add(
                                        TestUser.text(member, "user_id")
                                                + " "
                                                + TestUser.text(member, "role")));
        return members;
    }
}
