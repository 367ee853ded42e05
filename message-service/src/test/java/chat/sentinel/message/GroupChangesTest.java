package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// People come into groups, go, and are given roles: entries of the log, in one order for
/// everybody.
class GroupChangesTest {
    private static final TestCluster cluster = TestCluster.shared();

    private TestUser alice;
    private TestUser bob;
    private TestUser carol;
    private String group;

    @BeforeEach
    void aGroupOfThree() {
        alice = cluster.user(0);
        bob = cluster.user(1);
        carol = cluster.user(0);
        group = group(alice, Map.of(), bob, carol);
    }

    @AfterEach
    void hangUp() {
        Stream.of(alice, bob, carol).forEach(TestUser::close);
    }

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
            assertThat(carol.pagesBack(group, size).reversed().stream().map(GroupChangesTest::text))
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
        String chosen = group(alice, Map.of("new_members_see", choice), bob);
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

    /// Alice owns the group, Bob is an admin, Carol and Dave are members.
    @ParameterizedTest
    @CsvSource({
        "alice,rename,,200",
        "bob,rename,,200",
        "carol,rename,,403",
        "carol,add,erin,403",
        "bob,add,erin,200",
        "carol,remove,dave,403",
        "bob,remove,dave,200",
        "bob,remove,alice,403",
        "carol,remove,bob,403",
        "alice,remove,bob,200",
        "carol,remove,carol,200",
        "bob,promote,carol,403",
        "carol,promote,carol,403",
        "alice,promote,carol,200",
        "alice,promote,erin,404",
        "alice,remove,erin,404",
        "alice,remove,alice,409",
        "alice,demote,alice,409",
        "alice,crown,bob,200",
        "erin,rename,,404",
        "erin,remove,erin,404",
    })
    void rolesSayWhoMayDoWhat(String who, String what, @Nullable String whom, int status) {
        try (TestUser dave = cluster.registered(0);
                TestUser erin = cluster.registered(1)) {
            changed(role(alice, bob, "admin"));
            changed(add(alice, dave));
            Map<String, TestUser> people =
                    Map.of("alice", alice, "bob", bob, "carol", carol, "dave", dave, "erin", erin);
            TestUser actor = people.getOrDefault(who, alice);
            TestUser target = people.getOrDefault(whom == null ? "" : whom, alice);
            Answer answer =
                    switch (what) {
                        case "rename" -> rename(actor, "another name");
                        case "add" -> add(actor, target);
                        case "remove" -> remove(actor, target);
                        case "promote" -> role(actor, target, "admin");
                        case "demote" -> role(actor, target, "member");
                        default -> role(actor, target, "owner");
                    };
            assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
            assertThat(alice.entries(group)).hasSize(status == 200 ? 4 : 3);
        }
    }

    @Test
    void anOwnerLeavesOnceThereIsAnother() {
        refused(remove(alice, alice), 409, "last_owner");
        changed(role(alice, bob, "owner"));
        changed(remove(alice, alice));
        changed(remove(bob, carol));
        // The last one may always leave.
        changed(remove(bob, bob));
        assertThat(says(bob)).hasSize(5);
    }

    @Test
    void aPrivateChatStaysAsItIs() {
        String chat = alice.startsChatWith(bob.userId);
        String path = "/users/chat/" + chat;
        String own = path + "/members/" + alice.userId;
        refused(
                alice.rest.change(TestUser.newId(), "PATCH", path + "/info", Map.of("title", "us")),
                409,
                "not_a_group");
        refused(
                alice.rest.change(
                        TestUser.newId(),
                        "POST",
                        path + "/members",
                        Map.of("user_id", carol.userId)),
                409,
                "not_a_group");
        refused(alice.rest.change(TestUser.newId(), "DELETE", own, null), 409, "not_a_group");
        refused(
                alice.rest.change(TestUser.newId(), "PATCH", own, Map.of("role", "owner")),
                409,
                "not_a_group");
        JsonNode info = bob.rest.get(path + "/info").expect(200);
        assertThat(TestUser.text(info, "kind")).isEqualTo("private");
        assertThat(info.path("title").isNull()).isTrue();
        assertThat(alice.entries(chat)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '`',
            value = {
                "-|PATCH|/info|{\"title\":\"x\"}|422|validation_failed",
                "OLD|PATCH|/info|{\"title\":\"x\"}|422|validation_failed",
                "FUTURE|PATCH|/info|{\"title\":\"x\"}|422|clock_skew",
                "ID|PATCH|/info|{}|422|validation_failed",
                "ID|PATCH|/info|{\"title\":\"\"}|422|validation_failed",
                "ID|PATCH|/info|{\"title\":\"a\\nb\"}|422|validation_failed",
                "ID|PATCH|/info|{\"new_members_see\":\"x\"}|422|validation_failed",
                "ID|PATCH|/info|{\"title\":7}|400|invalid_request",
                "ID|PATCH|/info|nonsense|400|invalid_request",
                "-|POST|/members|{\"user_id\":\"BOB\"}|422|validation_failed",
                "ID|POST|/members|{}|422|validation_failed",
                "ID|POST|/members|{\"user_id\":\"1\"}|422|validation_failed",
                "ID|POST|/members|{\"user_id\":\"NOBODY\"}|404|user_not_found",
                "-|PATCH|/members/BOB|{\"role\":\"admin\"}|422|validation_failed",
                "ID|PATCH|/members/BOB|{\"role\":\"king\"}|422|validation_failed",
                "ID|PATCH|/members/BOB|{}|422|validation_failed",
                "ID|PATCH|/members/1|{\"role\":\"admin\"}|404|member_not_found",
                "ID|PATCH|/members/NOBODY|{\"role\":\"admin\"}|404|member_not_found",
                "-|DELETE|/members/BOB|-|422|validation_failed",
                "1|DELETE|/members/BOB|-|422|validation_failed",
                "ID|DELETE|/members/NOBODY|-|404|member_not_found",
                "ID|GET|/members?page_size=0|-|422|validation_failed",
                "ID|GET|/members?cursor=x|-|400|invalid_cursor",
            })
    void aBadChangeIsAnsweredAndNothingChanges(
            @Nullable String key,
            String method,
            String path,
            @Nullable String body,
            int status,
            String code) {
        UUID now = CommandId.next().value();
        UUID future =
                new UUID(
                        now.getMostSignificantBits() + (600_000L << 16),
                        now.getLeastSignificantBits());
        String nobody = UUID.randomUUID().toString();
        Map<String, String> headers =
                key == null
                        ? Map.of()
                        : Map.of(
                                "Idempotency-Key",
                                switch (key) {
                                    case "ID" -> now.toString();
                                    case "FUTURE" -> future.toString();
                                    case "OLD" -> nobody;
                                    default -> key;
                                });
        Answer answer =
                alice.rest.call(
                        method,
                        path(path.replace("BOB", bob.userId).replace("NOBODY", nobody)),
                        body == null
                                ? null
                                : body.replace("BOB", bob.userId).replace("NOBODY", nobody),
                        headers);
        refused(answer, status, code);
        assertThat(alice.entries(group)).hasSize(1);
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

    private static String group(TestUser creator, Map<String, ?> more, TestUser... others) {
        Map<String, Object> request =
                new HashMap<>(
                        Map.of(
                                "request_id",
                                TestUser.newId(),
                                "title",
                                "tea at five",
                                "member_ids",
                                Stream.of(others).map(other -> other.userId).toList()));
        request.putAll(more);
        return TestUser.text(creator.rest.post("/users/chat", request).expect(201), "chat_id");
    }

    private Answer rename(TestUser user, String title) {
        return user.rest.change(TestUser.newId(), "PATCH", path("/info"), Map.of("title", title));
    }

    private Answer add(TestUser user, TestUser added) {
        return user.rest.change(
                TestUser.newId(), "POST", path("/members"), Map.of("user_id", added.userId));
    }

    private Answer remove(TestUser user, TestUser removed) {
        return user.rest.change(
                TestUser.newId(), "DELETE", path("/members/" + removed.userId), null);
    }

    private Answer role(TestUser user, TestUser member, String role) {
        return user.rest.change(
                TestUser.newId(), "PATCH", path("/members/" + member.userId), Map.of("role", role));
    }

    private String path(String rest) {
        return "/users/chat/" + group + rest;
    }

    private static long changed(Answer answer) {
        return answer.expect(200).path("seq").asLong();
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(TestUser.text(answer.body(), "code")).isEqualTo(code);
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

    private List<String> says(TestUser user) {
        return user.entries(group).stream().map(GroupChangesTest::text).toList();
    }

    private static String text(JsonNode entry) {
        return TestUser.text(entry, "content");
    }
}
