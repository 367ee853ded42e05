package chat.sentinel.user.block;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.UserId;
import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BlocksTest extends RunningService {
    private static final int MOST = 5;

    @Test
    void keepsAList() {
        TestPerson anna = person();
        TestPerson zoe = person("zoe" + suffix());
        TestPerson bert = person("Bert" + suffix());
        assertLists(anna);

        block(anna, zoe.userId()).isEmpty(204);
        block(anna, bert.userId()).isEmpty(204);
        block(anna, bert.userId()).isEmpty(204);
        assertLists(anna, bert, zoe);
        assertLists(bert);

        unblock(anna, bert.userId()).isEmpty(204);
        unblock(anna, bert.userId()).isEmpty(204);
        unblock(anna, new UserId(UUID.randomUUID())).isEmpty(204);
        assertLists(anna, zoe);
    }

    @Test
    void keepsWhatCannotBeOut() {
        TestPerson anna = person();

        block(anna, anna.userId()).isInvalid("user_id", "must be somebody else's");
        block(anna, new UserId(UUID.randomUUID()))
                .isProblem(404, "user_not_found", "There is no such user", false);
        for (String method : List.of("PUT", "DELETE")) {
            anna.signedIn()
                    .send(method, "/users/me/blocks/not-an-id", null)
                    .hasErrors(
                            400,
                            "invalid_request",
                            "The request cannot be read",
                            "A parameter has the wrong type",
                            "user_id",
                            "has the wrong type");
        }
        client().get("/users/me/blocks").isProblem(401, "unauthenticated", "Sign in first", false);
        assertLists(anna);
    }

    @Test
    void isBounded() throws Exception {
        TestPerson anna = person();
        List<TestPerson> others = Stream.generate(this::person).limit(MOST + 15).toList();
        List<Integer> statuses =
                atOnce(others.stream().map(other -> task(() -> block(anna, other.userId()))));

        assertThat(statuses).containsOnly(204, 409);
        assertThat(statuses.stream().filter(status -> status == 204)).hasSize(MOST);
        List<String> listed = listed(anna);
        assertThat(listed).hasSize(MOST);

        TestPerson kept = with(others, listed, true);
        TestPerson refused = with(others, listed, false);
        block(anna, kept.userId()).isEmpty(204);
        block(anna, refused.userId())
                .isProblem(
                        409,
                        "too_many_blocks",
                        "The block list is full; unblock somebody first",
                        "A user may block 5 others",
                        false);
        unblock(anna, kept.userId()).isEmpty(204);
        block(anna, refused.userId()).isEmpty(204);
    }

    private static TestPerson with(List<TestPerson> people, List<String> names, boolean among) {
        return people.stream()
                .filter(person -> names.contains(person.username()) == among)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isOfOneMindWhenPeopleBlockEachOtherAtOnce() throws Exception {
        TestPerson anna = person();
        TestPerson bert = person();
        for (int i = 0; i < 20; i++) {
            List<Integer> statuses =
                    atOnce(
                            Stream.of(
                                    task(() -> block(anna, bert.userId())),
                                    task(() -> block(bert, anna.userId())),
                                    task(() -> unblock(anna, bert.userId())),
                                    task(() -> unblock(bert, anna.userId()))));
            assertThat(statuses).containsOnly(204);
        }
    }

    @Test
    void goesWithWhoIsErased() throws Exception {
        TestPerson carol = person();
        for (int i = 0; i < 10; i++) {
            TestPerson anna = person();
            TestPerson bert = person();
            block(anna, bert.userId()).isEmpty(204);
            block(bert, anna.userId()).isEmpty(204);
            block(anna, carol.userId()).isEmpty(204);
            block(carol, anna.userId()).isEmpty(204);
            assertLists(carol, anna);

            List<Integer> statuses =
                    atOnce(
                            Stream.of(anna, bert)
                                    .map(one -> task(() -> one.signedIn().delete("/users/me"))));

            assertThat(statuses).containsOnly(204);
            assertLists(carol);
            assertThat(
                            jdbc.sql("select count(*) from blocks where user_id = any(?)")
                                    .param(
                                            new UUID[] {
                                                anna.userId().value(), bert.userId().value()
                                            })
                                    .query(Integer.class)
                                    .single())
                    .isZero();
        }
    }

    @Test
    void refusesWhoIsErasedMeanwhile() throws Exception {
        List<TestPerson> others = Stream.generate(this::person).limit(8).toList();
        for (int i = 0; i < 10; i++) {
            TestPerson anna = person();
            List<Integer> statuses =
                    atOnce(
                            Stream.concat(
                                    Stream.of(task(() -> anna.signedIn().delete("/users/me"))),
                                    others.stream()
                                            .map(one -> task(() -> block(one, anna.userId())))));

            assertThat(statuses).isSubsetOf(204, 404);
        }
        others.forEach(one -> assertLists(one));
    }

    private interface Task {
        Answer run();
    }

    private static Task task(Task task) {
        return task;
    }

    private static List<Integer> atOnce(Stream<Task> tasks) throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            tasks.toList().forEach(task -> answers.add(threads.submit(task::run)));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            statuses.add(answer.get().status());
        }
        return statuses;
    }

    private static Answer block(TestPerson person, UserId other) {
        return person.signedIn().send("PUT", "/users/me/blocks/" + other, null);
    }

    private static Answer unblock(TestPerson person, UserId other) {
        return person.signedIn().delete("/users/me/blocks/" + other);
    }

    private static void assertLists(TestPerson person, TestPerson... blocked) {
        person.signedIn()
                .get("/users/me/blocks")
                .is(
                        200,
                        Stream.of(blocked)
                                .map(
                                        other ->
                                                "{\"username\": \"%s\", \"user_id\": \"%s\"}"
                                                        .formatted(
                                                                other.username(), other.userId()))
                                .collect(
                                        Collectors.joining(
                                                ",",
                                                "{\"users\": [",
                                                "], \"next_cursor\": null}")));
    }

    private static List<String> listed(TestPerson person) {
        List<String> names = new ArrayList<>();
        person.signedIn()
                .get("/users/me/blocks")
                .body()
                .get("users")
                .forEach(user -> names.add(user.get("username").asString()));
        return names;
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
