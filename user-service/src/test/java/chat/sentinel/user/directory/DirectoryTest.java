package chat.sentinel.user.directory;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DirectoryTest extends RunningService {
    private static final String NOBODY = "There is no such user";
    private static final String CURSOR = "The cursor is not valid here; start again without one";

    @Test
    void findsOneByName() {
        String suffix = suffix();
        TestPerson zoe = person("Zoë-" + suffix);

        for (String typed : new String[] {"Zoë-", "ZOË-", "Zoe\u0308-", "Ｚoë-"}) {
            zoe.signedIn()
                    .get("/users/show?username=" + encoded(typed + suffix))
                    .is(
                            200,
                            """
                            {"username": "Zoë-%s", "user_id": "%s"}
                            """
                                    .formatted(suffix, zoe.userId()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-has-this", "", "not a name", "\u202Eanna", "%"})
    void findsNobody(String username) {
        person().signedIn()
                .get("/users/show?username=" + encoded(username))
                .isProblem(404, "user_not_found", NOBODY, false);
    }

    @Test
    void needsAToken() {
        client().get("/users/show?username=anna")
                .isProblem(401, "unauthenticated", "Sign in first", false);
    }

    @Test
    void findsManyById() {
        String prefix = "m" + suffix();
        TestPerson bert = person(prefix + "b");
        TestPerson anna = person(prefix + "a");

        anna.signedIn()
                .get(
                        "/users/show?user_id=%s&user_id=%s&user_id=%s"
                                .formatted(bert.userId(), UUID.randomUUID(), anna.userId()))
                .is(
                        200,
                        """
                        {"users": [{"username": "%sa", "user_id": "%s"},
                                   {"username": "%sb", "user_id": "%s"}], "next_cursor": null}
                        """
                                .formatted(prefix, anna.userId(), prefix, bert.userId()));
    }

    @Test
    void takesAHundredIdsAndNoMore() {
        TestPerson anna = person();

        assertThat(anna.signedIn().get("/users/show?" + ids(100)).status()).isEqualTo(200);
        anna.signedIn()
                .get("/users/show?" + ids(101))
                .isInvalid("user_id", "may be given 100 times");
        anna.signedIn()
                .get("/users/show?user_id=1-1-1-1-1")
                .hasErrors(
                        400,
                        "invalid_request",
                        "The request cannot be read",
                        "A parameter has the wrong type",
                        "user_id",
                        "has the wrong type");
    }

    private static String ids(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "user_id=" + UUID.randomUUID())
                .collect(Collectors.joining("&"));
    }

    @Test
    void pagesThroughAPrefixInOrder() {
        String prefix = "P" + suffix();
        List<String> names =
                Stream.of("Delta", "alpha", "Charlie", "bravo", "echo", "_under", "straße")
                        .map(name -> prefix + name)
                        .toList();
        List<TestPerson> people = names.stream().map(this::person).toList();
        TestPerson reader = people.getFirst();

        for (int size : new int[] {1, 2, 3, 7, 100}) {
            List<String> read = new ArrayList<>();
            String query =
                    "/users/show?page_size=" + size + "&prefix=" + prefix.toLowerCase(Locale.ROOT);
            String cursor = "";
            do {
                Answer answer = reader.signedIn().get(query + cursor);
                assertThat(answer.status()).isEqualTo(200);
                JsonNode users = answer.body().get("users");
                assertThat(users.size()).isBetween(1, size);
                users.forEach(user -> read.add(user.get("username").asString()));
                JsonNode next = answer.body().get("next_cursor");
                cursor = next.isNull() ? "" : "&cursor=" + next.asString();
            } while (!cursor.isEmpty());
            assertThat(read)
                    .containsExactly(
                            prefix + "_under",
                            prefix + "alpha",
                            prefix + "bravo",
                            prefix + "Charlie",
                            prefix + "Delta",
                            prefix + "echo",
                            prefix + "straße");
        }
    }

    @Test
    void takesAPrefixToTheLetter() {
        person("x" + suffix());
        TestPerson anna = person();
        for (String wild : new String[] {"%", "_", "x%", "\\", "'"}) {
            assertThat(
                            anna.signedIn()
                                    .get("/users/show?prefix=" + encoded(wild))
                                    .body()
                                    .get("users"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "101", "1000000"})
    void refusesPageSizes(int size) {
        person().signedIn()
                .get("/users/show?page_size=" + size)
                .isInvalid("page_size", "must be from 1 to 100");
    }

    @Test
    void refusesPrefixesThatNoNameHas() {
        for (String prefix : new String[] {"%00", "x".repeat(65)}) {
            person().signedIn()
                    .get("/users/show?prefix=" + prefix)
                    .isInvalid("prefix", "must be the beginning of a username");
        }
    }

    @Test
    void opensACursorOnlyWhereItBelongs() {
        String prefix = "c" + suffix();
        TestPerson anna = person(prefix + "a");
        TestPerson bert = person(prefix + "b");
        String path = "/users/show?page_size=1&prefix=" + prefix;
        String cursor = anna.signedIn().get(path).field("next_cursor");
        assertThat(anna.signedIn().get(path + "&cursor=" + cursor).status()).isEqualTo(200);

        char last = cursor.charAt(cursor.length() - 2);
        for (String bad :
                new String[] {
                    "",
                    "x",
                    "!!!",
                    cursor.substring(1),
                    cursor.substring(0, cursor.length() - 4),
                    cursor.substring(0, cursor.length() - 2)
                            + (last == 'A' ? 'B' : 'A')
                            + cursor.charAt(cursor.length() - 1),
                    "A".repeat(3000)
                }) {
            anna.signedIn()
                    .get(path + "&cursor=" + encoded(bad))
                    .isProblem(400, "invalid_cursor", CURSOR, false);
        }
        bert.signedIn()
                .get(path + "&cursor=" + cursor)
                .isProblem(400, "invalid_cursor", CURSOR, false);
        anna.signedIn()
                .get("/users/show?page_size=1&cursor=" + cursor)
                .isProblem(400, "invalid_cursor", CURSOR, false);

        clock.forward(Duration.ofHours(25));
        String fresh = anna.refresh().field("access_token");
        anna.client()
                .with(fresh)
                .get(path + "&cursor=" + cursor)
                .isProblem(400, "invalid_cursor", CURSOR, false);
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
