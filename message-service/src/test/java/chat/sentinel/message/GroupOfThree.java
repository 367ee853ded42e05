package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.ShownEntry;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/// Three people on two instances, in a group that Alice has made.
abstract class GroupOfThree {
    static final TestCluster cluster = TestCluster.shared();

    TestUser alice;
    TestUser bob;
    TestUser carol;
    String group;

    @BeforeEach
    void aGroupOfThree() {
        alice = cluster.user(0);
        bob = cluster.user(1);
        carol = cluster.user(0);
        group = alice.makesGroup("tea at five", bob, carol);
    }

    @AfterEach
    void hangUp() {
        Stream.of(alice, bob, carol).forEach(TestUser::close);
    }

    Answer rename(TestUser user, String title) {
        return user.rest.change(TestUser.newId(), "PATCH", path("/info"), Map.of("title", title));
    }

    Answer add(TestUser user, TestUser added) {
        return user.rest.change(
                TestUser.newId(), "POST", path("/members"), Map.of("user_id", added.userId));
    }

    Answer remove(TestUser user, TestUser removed) {
        return user.rest.change(
                TestUser.newId(), "DELETE", path("/members/" + removed.userId), null);
    }

    Answer role(TestUser user, TestUser member, String role) {
        return user.rest.change(
                TestUser.newId(), "PATCH", path("/members/" + member.userId), Map.of("role", role));
    }

    String path(String rest) {
        return "/users/chat/" + group + rest;
    }

    static long changed(Answer answer) {
        return answer.expect(200).path("seq").asLong();
    }

    static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(TestUser.text(answer.body(), "code")).isEqualTo(code);
    }

    List<String> says(TestUser user) {
        return user.entries(group).stream().map(GroupOfThree::text).toList();
    }

    static String text(JsonNode entry) {
        return TestUser.text(entry, "content");
    }

    String said(TestUser user, String text) {
        String id = user.sends(group, text);
        Stream.of(alice, bob, carol).forEach(member -> member.awaitMessage(id));
        return id;
    }

    /// What everybody shows, by events and by history, ascending.
    List<JsonNode> theSameForAll() {
        List<JsonNode> shown = alice.entries(group);
        assertThat(bob.entries(group)).isEqualTo(shown);
        assertThat(carol.entries(group)).isEqualTo(shown);
        await().untilAsserted(
                        () ->
                                assertThat(
                                                bob.pagesBack(group, 7).reversed().stream()
                                                        .map(ShownEntry::comparable))
                                        .isEqualTo(
                                                shown.stream()
                                                        .map(ShownEntry::comparable)
                                                        .toList()));
        return shown;
    }
}
