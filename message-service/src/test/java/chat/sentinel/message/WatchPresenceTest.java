package chat.sentinel.message;

import static chat.sentinel.message.PresenceStandIn.publish;
import static chat.sentinel.message.PresenceStandIn.seen;
import static chat.sentinel.message.PresenceStandIn.signsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.PresenceChannels;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.Leave;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.contracts.presence.PresenceNews;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.contracts.presence.Sign;
import chat.sentinel.contracts.presence.Watch;
import chat.sentinel.testkit.client.TestUser;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a node tells presence-service, and passes on from it. The test stands in for it.
class WatchPresenceTest {
    private static final TestCluster cluster = TestCluster.shared();

    private TestUser alice;
    private UserId aliceId;
    private final UserId bob = new UserId(UUID.randomUUID());
    private final UserId carol = new UserId(UUID.randomUUID());

    @BeforeEach
    void connect() {
        alice = cluster.user(0);
        aliceId = UserId.parse(alice.userId);
    }

    @AfterEach
    void hangUp() {
        alice.close();
    }

    @Test
    void aConnectIsSaidAtOnceAndAgainInEachBeat() {
        await().until(() -> signs().stream().anyMatch(sign -> sign.getAgeMs() == 0));
        await().atMost(Duration.ofSeconds(4)).until(() -> signs().size() >= 3);
        assertThat(signs()).allSatisfy(sign -> assertThat(sign.getRest()).isFalse());
        assertThat(signs())
                .extracting(Sign::getSessionId)
                .containsOnly(signs().getFirst().getSessionId());
    }

    @Test
    void aDisconnectIsALeaveOnceTheLastSocketOfTheDeviceGoes() {
        TestUser tab = alice.onAnotherDevice(cluster.uri(0)).connects();
        tab.socket().frame("DISCONNECT", Map.of("receipt", "bye"));
        alice.socket().frame("DISCONNECT", Map.of("receipt", "bye"));
        await().until(() -> leaves().size() == 1);
        await().during(Duration.ofMillis(300)).until(() -> leaves().size() == 1);
    }

    @Test
    void aConnectionThatBreaksIsNoLeave() {
        await().until(() -> !signs().isEmpty());
        alice.socket().breaks();
        int before = signs().size();
        await().during(Duration.ofSeconds(2)).until(() -> leaves().isEmpty());
        assertThat(signs().size() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void aRequestIsASignButNotEachOne() {
        TestUser dave = cluster.registered(1);
        for (int i = 0; i < 10; i++) {
            dave.rest.get("/users/chat").expect(200);
        }
        UserId id = UserId.parse(dave.userId);
        await().until(() -> !signsOf(id).isEmpty());
        assertThat(signsOf(id)).hasSize(1).allSatisfy(sign -> assertThat(sign.getRest()).isTrue());
    }

    @Test
    void isToldWhatPresenceServiceSays() {
        String node = watch(bob);

        say(node, seen(bob, 5, true).build());

        JsonNode event = heard(bob, 1).getFirst();
        assertThat(event.propertyNames())
                .containsExactly(
                        "event", "user_id", "active", "last_active_timestamp", "status", "thinned");
        assertThat(event.path("active").booleanValue()).isTrue();
        assertThat(event.path("thinned").booleanValue()).isFalse();
        assertThat(event.path("last_active_timestamp").asString())
                .isEqualTo("1970-01-01T00:00:01.000Z");
    }

    @Test
    void nothingIsToldTwiceNorWhatIsOlder() {
        String node = watch(bob);

        say(node, seen(bob, 5, true).build());
        say(node, seen(bob, 5, true).build());
        say(node, seen(bob, 4, false).build());
        say(node, seen(bob, 6, true).setLastActive(2_000).build());
        say(node, seen(carol, 9, true).build());
        say(node, seen(bob, 7, false).build());

        assertThat(heard(bob, 2))
                .extracting(event -> event.path("active").booleanValue())
                .containsExactly(true, false);
        assertThat(alice.events())
                .noneMatch(event -> carol.toString().equals(event.path("user_id").asString("")));
    }

    @Test
    void aNewSetReplacesTheOld() {
        String node = watch(bob);
        watch(carol);
        await().until(
                        () ->
                                watches().stream()
                                        .anyMatch(
                                                each ->
                                                        each.getNoLongerList()
                                                                .contains(bob.byteString())));

        say(node, seen(bob, 5, true).build());
        say(node, seen(carol, 5, true).build());

        heard(carol, 1);
        assertThat(alice.events())
                .noneMatch(event -> bob.toString().equals(event.path("user_id").asString("")));
    }

    @Test
    void whatIsTooMuchIsMergedAndSaysSo() {
        String node = watch(bob);

        PresenceNews.Builder news = PresenceNews.newBuilder().addWatcherIds(aliceId.byteString());
        for (int version = 1; version <= 900; version++) {
            news.addUsers(seen(bob, version, version % 2 == 1));
        }
        publish(PresenceChannels.of(node), PresenceFrame.newBuilder().addNews(news).build());

        await().until(
                        () ->
                                told(bob).stream()
                                        .anyMatch(event -> event.path("thinned").booleanValue()));
        await().until(() -> !told(bob).getLast().path("active").booleanValue());
        assertThat(told(bob).size()).isLessThan(900);
    }

    @Test
    void saysEverythingAgainWhenAsked() {
        String node = watch(bob);
        int before = watches().size();

        publish(
                PresenceChannels.of(node),
                PresenceFrame.newBuilder().addWatchAgain(aliceId.byteString()).build());
        await().until(() -> watches().size() == before + 1);
        publish(PresenceChannels.ALL_NODES, PresenceFrame.newBuilder().setAll(true).build());
        await().until(() -> watches().size() == before + 2);

        assertThat(watches().getLast().getUserIdsList()).containsExactly(bob.byteString());
    }

    @Test
    void whoseSocketGoesWatchesNobody() {
        watch(bob);

        alice.close();

        await().until(
                        () -> watches().getLast().getNoLongerList(),
                        Collections.singletonList(bob.byteString())::equals);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"user_ids\":null}",
                "{\"user_ids\":[null]}",
                "{\"user_ids\":[\"x\"]}",
                "{\"user_ids\":\"x\"}",
                "{\"user_ids\":[7]}",
                "[]",
                "not json",
            })
    void badInputIsAnswered(String body) {
        alice.send("/app/watch_presence", body);

        JsonNode error = alice.awaitEvent(event -> TestUser.is(event, "error"));
        assertThat(TestUser.text(error, "code")).isIn("validation_failed", "invalid_request");
        assertThat(watches()).isEmpty();
    }

    @Test
    void twoHundredAreWatchedAndNotMore() {
        alice.send(
                "/app/watch_presence",
                Map.of("user_ids", Collections.nCopies(201, bob.toString())));
        JsonNode error = alice.awaitEvent(event -> TestUser.is(event, "error"));
        assertThat(TestUser.text(error, "code")).isEqualTo("validation_failed");

        alice.send(
                "/app/watch_presence",
                Map.of("user_ids", Collections.nCopies(200, bob.toString())));
        await().until(() -> watches().size() == 1);
    }

    @Test
    void whoChangesTooOftenWhomHeWatchesIsToldWhenToGoOn() {
        for (int i = 0; i < 6; i++) {
            alice.send("/app/watch_presence", Map.of("user_ids", List.of(bob.toString())));
        }

        JsonNode error = alice.awaitEvent(event -> TestUser.is(event, "error"));
        assertThat(TestUser.text(error, "code")).isEqualTo("too_many_requests");
        assertThat(error.path("retryable").booleanValue()).isTrue();
        assertThat(error.path("retry_after_ms").longValue()).isBetween(1L, 10_000L);
        await().until(() -> watches().size() == 5);
    }

    private String watch(UserId user) {
        int before = watches().size();
        alice.send("/app/watch_presence", Map.of("user_ids", List.of(user.toString())));
        await().until(() -> watches().size() == before + 1);
        return PresenceStandIn.nodeOf(aliceId);
    }

    private List<JsonNode> heard(UserId user, int atLeast) {
        await().until(() -> told(user).size() >= atLeast);
        return told(user);
    }

    private List<JsonNode> told(UserId user) {
        return alice.events().stream()
                .filter(event -> TestUser.is(event, "presence_changed"))
                .filter(event -> user.toString().equals(TestUser.text(event, "user_id")))
                .toList();
    }

    private void say(String node, SeenPresence seen) {
        PresenceStandIn.say(node, aliceId, seen);
    }

    private List<Sign> signs() {
        return signsOf(aliceId);
    }

    private List<Leave> leaves() {
        return PresenceStandIn.leavesOf(aliceId);
    }

    private List<Watch> watches() {
        return PresenceStandIn.watchesOf(aliceId);
    }
}
