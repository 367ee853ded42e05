package chat.sentinel.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.contracts.presence.StatusKind;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.people.SharedChats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;

/// What nodes are told for their watchers.
class WatchTest {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();

    private final Node node = new Node();
    private final Person ana = new Person();
    private final Person ben = new Person();

    @BeforeEach
    void benWatchesAna() {
        CLUSTER.chat(ana.id, ben.id);
        await().until(() -> share());
        node.watches(ben, ana.id);
        await().until(() -> node.toldAway(ben, ana.id));
    }

    private boolean share() {
        return CLUSTER.bean(SharedChats.class).share(ana.id, ben.id);
    }

    @Test
    void isToldNowAndAtEachChange() {
        ana.beats("n1");
        await().until(() -> node.toldActive(ben, ana.id));
        SeenPresence active = node.told(ben, ana.id).getLast();
        assertThat(active.getStatus().getKind()).isEqualTo(StatusKind.AVAILABLE);
        assertThat(active.getThinned()).isFalse();

        ana.says("busy");
        await().until(
                        () -> node.told(ben, ana.id).getLast().getStatus().getKind(),
                        StatusKind.BUSY::equals);

        ana.leaves("n1");
        await().until(() -> node.toldAway(ben, ana.id));
        SeenPresence gone = node.told(ben, ana.id).getLast();
        assertThat(gone.hasStatus()).isFalse();
        assertThat(gone.getVersion()).isGreaterThan(active.getVersion());
        assertThat(gone.getLastActive()).isPositive();
    }

    @Test
    void aStatusEnds() {
        ana.beats("n1");
        ana.rest
                .put(
                        "/users/me/status",
                        Map.of("kind", "away", "until", Instant.now().plusMillis(1_200).toString()))
                .expect(200);
        await().until(
                        () -> node.told(ben, ana.id).getLast().getStatus().getKind(),
                        StatusKind.AWAY::equals);

        await().until(
                        () -> {
                            ana.beats("n1");
                            return node.told(ben, ana.id).getLast().getStatus().getKind();
                        },
                        StatusKind.AVAILABLE::equals);
    }

    @Test
    void strangersAndUnknownsAreToldAlike() {
        Person stranger = new Person();
        ana.beats("n1");
        await().until(() -> ana.seesActive(ana.id));
        UserId nobody = new UserId(UUID.randomUUID());

        node.watches(stranger, ana.id, nobody);

        await().until(() -> node.toldAway(stranger, nobody));
        SeenPresence ofAna = node.told(stranger, ana.id).getFirst();
        assertThat(ofAna.toBuilder().clearVersion().clearUserId().build())
                .isEqualTo(
                        node.told(stranger, nobody).getFirst().toBuilder()
                                .clearVersion()
                                .clearUserId()
                                .build());
        ana.leaves("n1");
        await().until(() -> !ana.seesActive(ana.id));
        assertThat(node.told(stranger, ana.id)).hasSize(1);
    }

    /// By the time that is shown, and by how long after it that is.
    @Test
    void whoHidesLooksLikeWhoLeaves() {
        assertLooksLikeLeaving(who -> who.leaves("n1"));
        assertLooksLikeLeaving(who -> who.says("invisible"));
        assertLooksLikeLeaving(who -> CLUSTER.block(who.id, ben.id, 2, true));
        assertLooksLikeLeaving(who -> CLUSTER.block(ben.id, who.id, 2, true));
    }

    private void assertLooksLikeLeaving(Consumer<Person> how) {
        Person who = new Person();
        CLUSTER.chat(who.id, ben.id);
        await().until(() -> CLUSTER.bean(SharedChats.class).share(who.id, ben.id));
        node.watches(ben, who.id);
        who.beats("n1", 700);
        await().until(() -> node.toldActive(ben, who.id));
        int before = node.told(ben, who.id).size();

        long start = System.currentTimeMillis();
        how.accept(who);
        await().pollInterval(Duration.ofMillis(10)).until(() -> node.toldAway(ben, who.id));
        long told = System.currentTimeMillis();

        SeenPresence seen = node.told(ben, who.id).getLast();
        assertThat(seen.getLastActive()).isBetween(start - 20, start + 250);
        assertThat(told - seen.getLastActive()).isBetween(290L, 900L);
        assertThat(node.told(ben, who.id)).hasSize(before + 1);
    }

    @Test
    void whoIsErasedIsGoneForWhoWatches() {
        ana.beats("n1");
        await().until(() -> node.toldActive(ben, ana.id));
        long version = node.told(ben, ana.id).getLast().getVersion();

        CLUSTER.erase(ana.id, ana.name);

        await().until(() -> node.toldAway(ben, ana.id));
        assertThat(node.told(ben, ana.id).getLast().getVersion()).isGreaterThan(version);
    }

    /// Else nodes took it for older than what they knew before Redis forgot.
    @Test
    void nothingKnownHasAVersion() {
        UserId nobody = new UserId(UUID.randomUUID());

        long version =
                CLUSTER.bean(Activity.class)
                        .read(List.of(nobody), ben.id)
                        .values()
                        .iterator()
                        .next()
                        .version();

        assertThat(System.currentTimeMillis() - version).isBetween(0L, 10_000L);
    }

    @Test
    void watchesThatEndedAreTakenAway() {
        StringRedisTemplate redis = CLUSTER.bean(StringRedisTemplate.class);
        String key = "watchers:{" + PresenceShards.of(ana.id) + "}:" + ana.id;
        redis.opsForZSet().add(key, ana.id + "@gone", System.currentTimeMillis() - 1.0);

        node.watches(ben, ana.id);

        await().until(() -> redis.opsForZSet().score(key, ana.id + "@gone") == null);
    }

    @Test
    void invisibleIsTheLastThatIsSeen() throws InterruptedException {
        ana.beats("n1");
        await().until(() -> node.toldActive(ben, ana.id));

        ana.says("invisible");
        await().until(() -> node.toldAway(ben, ana.id));
        SeenPresence seen = node.told(ben, ana.id).getLast();
        assertThat(seen.hasStatus()).isFalse();
        ana.leaves("n1");
        Thread.sleep(700);
        ana.beats("n2");
        Thread.sleep(300);

        assertThat(node.told(ben, ana.id))
                .filteredOn(each -> each.getVersion() > seen.getVersion())
                .allSatisfy(
                        each ->
                                assertThat(each.toBuilder().clearVersion().build())
                                        .isEqualTo(seen.toBuilder().clearVersion().build()));
    }

    @Test
    void aBlockIsTheLastThatIsSeen() throws InterruptedException {
        ana.beats("n1");
        await().until(() -> node.toldActive(ben, ana.id));

        CLUSTER.block(ana.id, ben.id, 2, true);
        await().until(() -> node.toldAway(ben, ana.id));
        int told = node.told(ben, ana.id).size();
        ana.says("busy");
        ana.leaves("n1");
        Thread.sleep(700);
        assertThat(node.told(ben, ana.id)).hasSize(told);

        ana.beats("n1");
        await().until(() -> ana.seesActive(ana.id));
        CLUSTER.block(ana.id, ben.id, 3, false);
        await().until(() -> node.toldActive(ben, ana.id));
    }

    @Test
    void aNewChatShowsWhoIsInIt() {
        Person carl = new Person().beats("n1");
        node.watches(ben, carl.id);
        await().until(() -> node.toldAway(ben, carl.id));

        CLUSTER.chat(ben.id, carl.id);

        await().until(
                        () -> {
                            carl.beats("n1");
                            return node.toldActive(ben, carl.id);
                        });
        await().until(() -> node.isAskedToWatchAgain(ben.id));
    }

    @Test
    void whoDoesNotWatchAnyMoreIsNotTold() {
        node.watchesNoLonger(ben, ana.id);
        ana.beats("n1");
        Person carl = new Person();
        CLUSTER.chat(ana.id, carl.id);
        node.watches(carl, ana.id);

        await().until(() -> node.toldActive(carl, ana.id));
        assertThat(node.toldAway(ben, ana.id)).isTrue();
    }
}
