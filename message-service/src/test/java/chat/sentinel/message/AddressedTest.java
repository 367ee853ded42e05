package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.client.TestUser;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A message in a group that is addressed to one of its members: all read it, and for whom it is.
class AddressedTest {
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
        group = Groups.of(alice, bob, carol);
    }

    @AfterEach
    void hangUp() {
        Stream.of(alice, bob, carol).forEach(TestUser::close);
    }

    @Test
    void everybodySeesForWhomItIs() {
        String message = sendsTo(bob.userId);
        for (TestUser reader : new TestUser[] {alice, bob, carol}) {
            assertThat(addressee(reader.awaitMessage(message).path("message")))
                    .isEqualTo(bob.userId);
            assertThat(addressee(reader.entries(group).getLast())).isEqualTo(bob.userId);
            assertThat(addressee(reader.pagesBack(group, 10).getFirst())).isEqualTo(bob.userId);
        }
        // What is addressed to nobody says so.
        assertThat(alice.entries(group).get(1).path("to").isNull()).isTrue();
    }

    @Test
    void itIsForSomebodyWhoIsThere() {
        assertThat(refusal(sendsTo(UUID.randomUUID().toString()))).isEqualTo("member_not_found");
        carol.rest
                .change(
                        TestUser.newId(),
                        "DELETE",
                        "/users/chat/" + group + "/members/" + carol.userId,
                        null)
                .expect(200);
        assertThat(refusal(sendsTo(carol.userId))).isEqualTo("member_not_found");
        assertThat(bob.reads(group)).containsExactly("hello");
    }

    private String sendsTo(String userId) {
        Map<String, Object> body = new LinkedHashMap<>();
        String id = TestUser.newId();
        body.put("message_id", id);
        body.put("chat_id", group);
        body.put("type", "text");
        body.put("content", "what do you say?");
        body.put("to", userId);
        alice.send("/app/send_message", body);
        return id;
    }

    private String refusal(String message) {
        return TestUser.text(alice.awaitRejected(message), "code");
    }

    private static String addressee(JsonNode message) {
        return TestUser.text(message, "to");
    }
}
