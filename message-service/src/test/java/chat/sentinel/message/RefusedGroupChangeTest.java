package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Who may change a group is a matter of roles, and what cannot be gets a clear answer.
class RefusedGroupChangeTest extends GroupOfThree {
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
}
