package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// People in pairs who talk all the time, while something bad happens.
final class Crowd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    final List<Person> people = new ArrayList<>();
    private final Thread talking;
    private final int perSecond;
    private volatile boolean silent;

    /// @param where each one's socket goes, in turn
    Crowd(int pairs, int perSecond, URI... where) {
        this.perSecond = perSecond;
        for (int i = 0; i < pairs; i++) {
            Person one = new Person(RunningSystem.register(), where[(2 * i) % where.length]);
            Person other = new Person(RunningSystem.register(), where[(2 * i + 1) % where.length]);
            String chat = start(one, other);
            one.talksIn(chat);
            other.talksIn(chat);
            people.add(one);
            people.add(other);
        }
        talking = Thread.ofPlatform().daemon().name("crowd").start(this::talk);
    }

    private static String start(Person one, Person other) {
        var answer = one.rest.post("/users/chat", Map.of("user_id", other.account.userId()));
        assertThat(answer.status()).as(answer.raw().body()).isIn(200, 201);
        return answer.body().path("chat_id").asString();
    }

    private void talk() {
        long start = System.nanoTime();
        try {
            for (long i = 0; !silent; i++) {
                long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                people.get((int) (i % people.size())).sends("line " + i);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void goesOnFor(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    /// Everybody falls silent and has everything acknowledged that he said.
    void settles() throws InterruptedException {
        silent = true;
        talking.join();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!people.stream().allMatch(Person::isSettled)) {
            assertThat(System.nanoTime())
                    .as(
                            () ->
                                    people.stream().mapToInt(Person::waiting).sum()
                                            + " messages are not acknowledged")
                    .isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /// Nothing acknowledged is lost, nothing is there twice, both sides see one order, and what
    /// came over a socket is what the history says.
    void agrees() throws InterruptedException {
        for (int i = 0; i < people.size(); i += 2) {
            Person one = people.get(i);
            Person other = people.get(i + 1);
            List<String> history = complete(one, other);
            assertThat(other.history()).isEqualTo(history);
            assertThat(history).doesNotHaveDuplicates();
            assertThat(new HashSet<>(history))
                    .containsAll(one.acknowledged())
                    .containsAll(other.acknowledged());
            for (Person person : List.of(one, other)) {
                person.received()
                        .forEach(
                                (seq, id) ->
                                        assertThat(history.get((int) (seq - 2))).isEqualTo(id));
            }
        }
    }

    /// The history, once the owner has got to everything that was acknowledged: in the log it is.
    private static List<String> complete(Person one, Person other) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<String> history = one.history();
            HashSet<String> there = new HashSet<>(history);
            if ((there.containsAll(one.acknowledged()) && there.containsAll(other.acknowledged()))
                    || System.nanoTime() > deadline) {
                return history;
            }
            Thread.sleep(200);
        }
    }

    /// What each person said stands in the order in which he said it.
    void keepsEachOnesOrder() throws InterruptedException {
        for (int i = 0; i < people.size(); i++) {
            Person person = people.get(i);
            List<String> own = new ArrayList<>(person.history());
            own.retainAll(new HashSet<>(person.sent()));
            assertThat(own).isEqualTo(person.sent());
        }
    }

    @Override
    public void close() {
        silent = true;
        people.forEach(Person::close);
    }
}
