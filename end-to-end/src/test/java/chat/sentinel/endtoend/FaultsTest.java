package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.localstack.Progress;
import chat.sentinel.localstack.Stack;
import chat.sentinel.testkit.client.RestClient.Answer;
import chat.sentinel.testkit.client.TestUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Processes die, freeze and go away while people talk.
class FaultsTest {
    private static final Duration BEFORE = Duration.ofSeconds(2);

    /// A line of `admin nodes`: `message-service-1-019a…  127.0.0.1  [0, 1, 2]`.
    private static final Pattern NODE =
            Pattern.compile("(message-service-\\d)\\S*\\s+\\S+\\s+\\[(\\d[^]]*)]");

    private final Stack stack = RunningSystem.stack();

    @AfterEach
    void repair() {
        stack.up();
    }

    @Test
    void anInstanceIsKilledWhileTwoHundredTalk() throws InterruptedException {
        try (Crowd crowd = new Crowd(100, 100, RunningSystem.gateway())) {
            crowd.goesOnFor(BEFORE);
            stack.kill(RunningSystem.instanceName(1));
            crowd.goesOnFor(Duration.ofSeconds(6));
            stack.start(RunningSystem.instanceName(1));
            crowd.settles();
            crowd.agrees();
            crowd.keepsEachOnesOrder();
        }
    }

    @Test
    void anOwnerIsFrozenForLongerThanItsSession() throws InterruptedException {
        try (Crowd crowd = new Crowd(20, 60, RunningSystem.instance(2))) {
            crowd.goesOnFor(BEFORE);
            stack.freeze(RunningSystem.instanceName(1));
            try {
                awaitDeliveries(crowd, 3);
            } finally {
                stack.thaw(RunningSystem.instanceName(1));
            }
            crowd.goesOnFor(BEFORE);
            crowd.settles();
            crowd.agrees();
            crowd.keepsEachOnesOrder();
        }
    }

    /// Who stops hands his chats over; who is killed is missed only after his session's time.
    @Test
    void aPlannedStopIsNotFeltAsAKillIs() throws InterruptedException {
        try (Crowd crowd = new Crowd(20, 60, RunningSystem.instance(2))) {
            crowd.goesOnFor(BEFORE);
            crowd.people.forEach(Person::listens);
            crowd.goesOnFor(Duration.ofSeconds(3));
            Duration usual = longestSilence(crowd);
            crowd.people.forEach(Person::listens);
            stack.stop(RunningSystem.instanceName(1));
            awaitDeliveries(crowd, 3);
            Duration stopped = longestSilence(crowd);

            stack.start(RunningSystem.instanceName(1));
            // Until it owns chats again.
            crowd.goesOnFor(Duration.ofSeconds(5));
            crowd.people.forEach(Person::listens);
            stack.kill(RunningSystem.instanceName(1));
            awaitDeliveries(crowd, 3);
            Duration killed = longestSilence(crowd);

            Progress.CONSOLE.say(
                    "silence",
                    "%d ms usually, %d ms when an owner stops, %d ms when it is killed"
                            .formatted(usual.toMillis(), stopped.toMillis(), killed.toMillis()));
            assertThat(stopped.minus(usual))
                    .isLessThan(killed.minus(usual).multipliedBy(3).dividedBy(4));
            crowd.settles();
            crowd.agrees();
            crowd.keepsEachOnesOrder();
        }
    }

    /// As who runs it does it by hand.
    @Test
    void anInstanceIsDrainedAndLeavesWhatItOwnedToTheOther() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(owned())
                                        .containsOnlyKeys(
                                                RunningSystem.instanceName(1),
                                                RunningSystem.instanceName(2)));
        Set<Integer> all = partitions(owned());
        assertThat(all).contains(0);
        try (TestUser ana = onInstance(1);
                TestUser ben = onInstance(2)) {
            String chat = ana.startsChatWith(ben.userId);
            assertThat(Script.sentinel(0, "admin", "drain", RunningSystem.instanceName(1)))
                    .contains("has handed its chats and clients over");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () ->
                                    assertThat(owned())
                                            .isEqualTo(Map.of(RunningSystem.instanceName(2), all)));
            ben.awaitMessage(ben.sends(chat, "are you still here?"));
        }
    }

    private static TestUser onInstance(int number) {
        RunningSystem.Registered who = RunningSystem.register();
        return new TestUser(RunningSystem.instance(number), who.userId(), who.accessToken())
                .connects();
    }

    private static Set<Integer> partitions(Map<String, Set<Integer>> owned) {
        return owned.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /// The partitions of each instance, as `admin nodes` lists them.
    private static Map<String, Set<Integer>> owned() throws Exception {
        return Script.sentinel(0, "admin", "nodes")
                .lines()
                .map(NODE::matcher)
                .filter(Matcher::matches)
                .collect(
                        Collectors.toMap(
                                line -> line.group(1),
                                line ->
                                        Stream.of(line.group(2).split(", "))
                                                .map(Integer::valueOf)
                                                .collect(Collectors.toSet())));
    }

    private static Duration longestSilence(Crowd crowd) {
        return crowd.people.stream()
                .map(Person::longestSilence)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /// Everybody hears `more` messages yet, whoever owned his chat.
    private static void awaitDeliveries(Crowd crowd, int more) throws InterruptedException {
        List<Integer> before =
                crowd.people.stream().map(person -> person.received().size()).toList();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        for (int i = 0; i < before.size(); i++) {
            while (crowd.people.get(i).received().size() < before.get(i) + more) {
                assertThat(System.nanoTime())
                        .as("deliveries go on without the frozen owner")
                        .isLessThan(deadline);
                Thread.sleep(50);
            }
        }
    }

    @Test
    void cassandraIsAway() throws InterruptedException {
        try (Crowd crowd = new Crowd(20, 60, RunningSystem.gateway())) {
            crowd.goesOnFor(BEFORE);
            stack.kill("cassandra");
            int acknowledged = acknowledged(crowd);
            awaitDeliveries(crowd, 3);
            assertThat(acknowledged(crowd)).isGreaterThan(acknowledged);
            var history = crowd.people.getFirst().rest.get("/users/chat?page_size=1");
            assertThat(history.status()).isEqualTo(503);
            assertThat(history.body().path("code").asString()).isEqualTo("store_unavailable");
            assertThat(history.body().path("retryable").asBoolean()).isTrue();
            crowd.goesOnFor(RunningSystem.outage());
            stack.start("cassandra");
            crowd.settles();
            crowd.agrees();
        }
    }

    @Test
    void kafkaIsAway() throws InterruptedException {
        List<TestUser> people = RunningSystem.people(2);
        try (TestUser ana = people.getFirst();
                TestUser ben = people.getLast();
                Crowd crowd = new Crowd(20, 60, RunningSystem.gateway())) {
            String chat = ana.startsChatWith(ben.userId);
            String message = TestUser.newId();
            crowd.goesOnFor(BEFORE);
            stack.kill("kafka");
            JsonNode unknown = posts(ana, chat, message).expect(503);
            assertThat(TestUser.text(unknown, "code")).isEqualTo("outcome_unknown");
            assertThat(unknown.path("retryable").asBoolean()).isTrue();
            crowd.goesOnFor(RunningSystem.outage());
            assertThat(crowd.people.stream().flatMap(person -> person.errors().stream()))
                    .contains("outcome_unknown")
                    .isSubsetOf("outcome_unknown", "send_pending");
            stack.start("kafka");
            crowd.settles();
            crowd.agrees();
            // The same id again, as the answer said: it is there once.
            await().until(() -> posts(ana, chat, message).status() == 202);
            ben.awaitMessage(message);
            ana.awaitMessage(ana.sends(chat, "and now?"));
            assertThat(ben.reads(chat)).containsExactly("is it there?", "and now?");
        }
    }

    private static Answer posts(TestUser user, String chat, String id) {
        return user.rest.post(
                "/users/chat/" + chat + "/messages",
                Map.of("message_id", id, "type", "text", "content", "is it there?"));
    }

    @Test
    void redisIsEmptiedAndStartedAnew() throws InterruptedException {
        try (Crowd crowd = new Crowd(20, 60, RunningSystem.gateway())) {
            crowd.goesOnFor(BEFORE);
            stack.kill("redis");
            crowd.goesOnFor(BEFORE);
            emptyRedis();
            stack.start("redis");
            awaitDeliveries(crowd, 3);
            crowd.settles();
            crowd.agrees();
        }
    }

    /// Its data are gone, as after a failover to nothing.
    private void emptyRedis() {
        try (var files = Files.walk(stack.folder())) {
            files.filter(
                            file ->
                                    file.toString().contains("redis")
                                            && (file.toString().endsWith(".aof")
                                                    || file.toString().endsWith(".rdb")))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int acknowledged(Crowd crowd) {
        return crowd.people.stream().mapToInt(person -> person.acknowledged().size()).sum();
    }
}
