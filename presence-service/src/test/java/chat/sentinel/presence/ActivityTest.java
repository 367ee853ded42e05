package chat.sentinel.presence;

import static chat.sentinel.contracts.presence.PresenceEvent.Change.BECAME_ACTIVE;
import static chat.sentinel.contracts.presence.PresenceEvent.Change.BECAME_INACTIVE;
import static chat.sentinel.contracts.presence.PresenceEvent.Change.STATUS_CHANGED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.presence.PresenceEvent;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.activity.Change;
import chat.sentinel.presence.activity.Sign;
import chat.sentinel.presence.status.Status;
import chat.sentinel.presence.watch.Announcer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;

/// Who is active, by what nodes and users say.
class ActivityTest {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();
    private static final Duration SOON = Duration.ofSeconds(1);

    @Test
    void aSignMakesActiveAndSilenceInactive() {
        Person ana = new Person().beats("n1");

        await().atMost(SOON.multipliedBy(5)).until(() -> ana.seesActive(ana.id));
        await().atMost(PresenceCluster.THRESHOLD.plusSeconds(3))
                .until(() -> !ana.seesActive(ana.id));
        await().untilAsserted(
                        () ->
                                assertThat(ana.changes())
                                        .containsExactly(BECAME_ACTIVE, BECAME_INACTIVE));
        PresenceEvent last = CLUSTER.eventsOf(ana.id).getLast();
        assertThat(last.getActive()).isFalse();
        assertThat(last.getTimestamp() - last.getLastActive())
                .isGreaterThanOrEqualTo(PresenceCluster.THRESHOLD.toMillis());
    }

    @Test
    void anOldSignDoesNotMakeActive() throws InterruptedException {
        Person ana = new Person().beats("n1", PresenceCluster.THRESHOLD.toMillis() + 1);
        await().until(() -> ana.sees(ana.id).path("last_active_timestamp").isString());

        assertThat(ana.seesActive(ana.id)).isFalse();
        assertThat(ana.changes()).isEmpty();
    }

    /// What was said while nobody listened, long before now, is judged as of then.
    @Test
    void whoseSignsAreReadLateIsNotTakenForGone() {
        Person ana = new Person();
        long then = System.currentTimeMillis() - 5 * PresenceCluster.THRESHOLD.toMillis();

        assertThat(
                        CLUSTER.bean(Activity.class)
                                .signs(
                                        PresenceShards.of(ana.id),
                                        List.of(new Sign(ana.id, ana.device, "n1", then)),
                                        then))
                .extracting(Change::kind)
                .containsExactly(Change.Kind.ACTIVE);
    }

    /// Only the sweep may, which waits until nothing is left to be read.
    @Test
    void whoWasHeardOfLongAgoIsNotTakenForGoneByWhoTells() {
        Person ana = new Person();
        Activity activity = CLUSTER.bean(Activity.class);
        long then = System.currentTimeMillis() - 5 * PresenceCluster.THRESHOLD.toMillis();

        List<Change> changes =
                activity.signs(
                        PresenceShards.of(ana.id),
                        List.of(new Sign(ana.id, ana.device, "n1", then)),
                        then);

        assertThat(activity.told(changes)).isEmpty();
        await().untilAsserted(() -> assertThat(ana.changes()).endsWith(BECAME_INACTIVE));
    }

    @Test
    void aRequestAfterALeaveCounts() {
        Person ana = new Person();
        Activity activity = CLUSTER.bean(Activity.class);
        long before = System.currentTimeMillis() - 500;
        activity.signs(
                PresenceShards.of(ana.id),
                List.of(new Sign(ana.id, ana.device, "n1", before)),
                before);
        activity.seen(ana.id, ana.device);

        activity.left(ana.id, ana.device, "n1", before);

        assertThat(
                        CLUSTER.bean(StringRedisTemplate.class)
                                .opsForHash()
                                .keys("active:{" + PresenceShards.of(ana.id) + "}:" + ana.id))
                .contains("d:" + ana.device + "/")
                .doesNotContain("k", "d:" + ana.device + "/n1");
    }

    /// As if the instance that wrote it had died before it told Redis.
    @Test
    void aStatusThatOnlyKafkaHasIsToldToo() {
        Person ana = new Person();

        CLUSTER.status(
                ana.id, new Status(System.currentTimeMillis(), Status.Kind.BUSY, "on a train", 0));

        await().untilAsserted(() -> assertThat(ana.changes()).containsExactly(STATUS_CHANGED));
        assertThat(ana.rest.get("/users/me/status").body().path("text").asString())
                .isEqualTo("on a train");
    }

    @Test
    void isActiveWhileAnyDeviceIs() throws InterruptedException {
        Person phone = new Person().beats("n1");
        Person laptop = phone.onAnotherDevice().beats("n2");
        await().until(() -> phone.seesActive(phone.id));

        phone.leaves("n1");
        for (int i = 0; i < 4; i++) {
            Thread.sleep(600);
            laptop.beats("n2");
            assertThat(phone.seesActive(phone.id)).isTrue();
        }

        laptop.leaves("n2");
        await().atMost(SOON).until(() -> !phone.seesActive(phone.id));
        await().untilAsserted(
                        () ->
                                assertThat(phone.changes())
                                        .containsExactly(BECAME_ACTIVE, BECAME_INACTIVE));
    }

    @Test
    void aDeviceStaysWhileOneOfItsSocketsDoes() throws InterruptedException {
        Person ana = new Person().beats("n1").beats("n2");
        await().until(() -> ana.seesActive(ana.id));

        ana.beats("n2").leaves("n1");
        Thread.sleep(800);

        assertThat(ana.seesActive(ana.id)).isTrue();
    }

    @Test
    void whoLeavesTakesHisRequestsWithHim() {
        Person ana = new Person().beats("n1");
        ana.rest.post("/users/update-last-active?user_id=" + ana.id, "").expect(204);
        await().until(() -> ana.seesActive(ana.id));

        ana.leaves("n1");

        await().atMost(SOON).until(() -> !ana.seesActive(ana.id));
    }

    @Test
    void whoReloadsAPageDoesNotBlink() throws InterruptedException {
        Person ana = new Person().beats("n1");
        await().until(() -> ana.seesActive(ana.id));

        ana.leaves("n1").beats("n2");
        Thread.sleep(700);

        assertThat(ana.changes()).containsExactly(BECAME_ACTIVE);
    }

    @Test
    void whoComesAndGoesIsDamped() throws InterruptedException {
        Person ana = new Person();
        for (int i = 0; i < 8; i++) {
            ana.beats("n1").leaves("n1");
            Thread.sleep(450);
        }

        // Three times in good time; then he is kept for 0.6, 1.2, 2.4 seconds.
        assertThat(ana.changes().size()).isBetween(3, 9);
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(ana.changes()).endsWith(BECAME_INACTIVE));
    }

    /// As if every instance swept every shard all the time.
    @Test
    void nobodyIsToldTwice() {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            people.add(new Person().beats("n1"));
        }
        Activity activity = CLUSTER.bean(Activity.class);
        Announcer announcer = CLUSTER.bean(Announcer.class);
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            for (int shard = 0; shard < PresenceShards.COUNT; shard++) {
                                announcer.announce(activity.sweep(shard).changes());
                            }
                            return people.stream()
                                    .allMatch(each -> each.changes().contains(BECAME_INACTIVE));
                        });

        assertThat(people)
                .allSatisfy(
                        each ->
                                assertThat(each.changes())
                                        .containsExactly(BECAME_ACTIVE, BECAME_INACTIVE));
    }

    @Test
    void whatAnInstanceDidNotTellBeforeItDiedIsToldByAnother() {
        Person ana = new Person();

        assertThat(CLUSTER.bean(Activity.class).seen(ana.id, ana.device)).hasSize(1);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(ana.changes()).startsWith(BECAME_ACTIVE));
    }

    @Test
    void aSweepDoesNotMeetWhoStaysActive() {
        Person ana = new Person();
        for (int i = 0; i < 3; i++) {
            ana.beats("n1");
        }
        await().until(() -> ana.seesActive(ana.id));

        Double score =
                CLUSTER.bean(StringRedisTemplate.class)
                        .opsForZSet()
                        .score("due:{" + PresenceShards.of(ana.id) + "}", ana.id.toString());

        assertThat(score).isGreaterThan(System.currentTimeMillis());
        assertThat(ana.changes().size()).isLessThanOrEqualTo(1);
    }

    @Test
    void whoIsErasedLeavesNothing() {
        Person ana = new Person().beats("n1").says("busy");
        await().until(() -> ana.seesActive(ana.id));

        CLUSTER.erase(ana.id, ana.name);

        await().untilAsserted(
                        () ->
                                assertThat(
                                                CLUSTER.bean(StringRedisTemplate.class)
                                                        .keys("*" + ana.id + "*"))
                                        .isEmpty());
        await().until(
                        () -> ana.rest.get("/users/me/status").body().path("kind").asString(),
                        "available"::equals);
    }

    @Test
    void aRecordThatIsNoHeartbeatIsSkipped() {
        CLUSTER.raw(new byte[] {1, 2, 3});
        Person ana = new Person();
        CLUSTER.beat(ana.beat("n1").setShard(99).build());
        CLUSTER.beat(
                ana.beat("n1")
                        .setShard((PresenceShards.of(ana.id) + 4) % 32)
                        .addSigns(
                                chat.sentinel.contracts.presence.Sign.newBuilder()
                                        .setUserId(ana.id.byteString())
                                        .setSessionId(ana.device.byteString()))
                        .build());
        assertThat(ana.seesActive(ana.id)).isFalse();

        ana.beats("n1");

        await().until(() -> ana.seesActive(ana.id));
    }
}
