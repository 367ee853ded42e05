package chat.sentinel.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class LoginTest extends RunningService {
    private static final String WRONG = "Username or password is wrong";

    @Autowired private MeterRegistry meters;

    @Test
    void signsIn() {
        TestPerson anna = person();

        Answer answer = anna.login();

        answer.is(
                200,
                """
                {"access_token": "%s", "username": "%s", "user_id": "%s", "token_type": "Bearer",
                 "expires_in": 900, "refresh_token": "%s"}
                """
                        .formatted(
                                answer.field("access_token"),
                                anna.username(),
                                anna.userId(),
                                answer.field("refresh_token")));
        assertThat(answer.field("access_token")).isNotEqualTo(anna.accessToken());
    }

    @Test
    void knowsANameHoweverItIsWritten() {
        TestPerson anna = person();

        Answer answer =
                client().post(
                                "/login",
                                "{\"username\": \"%s\", \"password\": \"%s\"}"
                                        .formatted(
                                                anna.username().toUpperCase(Locale.ROOT),
                                                anna.password()));

        assertThat(answer.field("username")).isEqualTo(anna.username());
    }

    @Test
    void knowsAPasswordHoweverItsLettersAreComposed() {
        String name = "nfc" + UUID.randomUUID().toString().substring(0, 8);
        client().post(
                        "/register",
                        "{\"username\": \"%s\", \"password\": \"Pässwörd\", \"email\": \"%s@example.org\"}"
                                .formatted(name, name));

        assertThat(login(name, "Pa\u0308sswo\u0308rd").status()).isEqualTo(200);
        login(name, "Password").isProblem(401, "bad_credentials", WRONG, false);
        login(name, "Ｐässwörd").isProblem(401, "bad_credentials", WRONG, false);
    }

    @Test
    void doesTheSameWorkAndSaysTheSameForUnknownNamesAndWrongPasswords() {
        TestPerson anna = person();
        for (String[] attempt :
                new String[][] {
                    {anna.username(), "wrong password"},
                    {"nobody" + UUID.randomUUID().toString().substring(0, 8), anna.password()},
                    {"not a name!", anna.password()},
                    {anna.username(), ""},
                    {anna.username(), "x".repeat(2000)}
                }) {
            long hashes = hashes();

            Answer answer = login(attempt[0], attempt[1]);

            answer.isProblem(401, "bad_credentials", WRONG, false);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"sentinel\"");
            assertThat(hashes()).as(attempt[0]).isEqualTo(hashes + 1);
        }
    }

    @Test
    void asksForBoth() {
        client().post("/login", "{\"password\": null}")
                .isInvalid("username", "is missing", "password", "is missing");
    }

    @Test
    void slowsGuessesDownButNeverLocks() {
        TestPerson anna = person();
        for (int i = 0; i < 6; i++) {
            anna.login("wrong").isProblem(401, "bad_credentials", WRONG, false);
        }

        assertDelayed(anna.login("wrong"), 1);
        assertDelayed(anna.login(), 1);

        clock.forward(Duration.ofMillis(1100));
        anna.login("wrong").isProblem(401, "bad_credentials", WRONG, false);
        assertDelayed(anna.login(), 2);

        clock.forward(Duration.ofMillis(2100));
        assertThat(anna.login().status()).isEqualTo(200);
        anna.login("wrong").isProblem(401, "bad_credentials", WRONG, false);
        assertThat(anna.login().status()).isEqualTo(200);
    }

    @Test
    void neverWaitsLongerThanTheLongestDelay() {
        TestPerson anna = person();
        for (int i = 0; i < 20; i++) {
            anna.login("wrong").isProblem(401, "bad_credentials", WRONG, false);
            clock.forward(Duration.ofSeconds(61));
        }
        assertThat(anna.login().status()).isEqualTo(200);
    }

    @Test
    void slowsDownGuessesAtNamesThatNobodyHas() {
        String nobody = "nobody" + UUID.randomUUID().toString().substring(0, 8);
        for (int i = 0; i < 6; i++) {
            login(nobody, "wrong").isProblem(401, "bad_credentials", WRONG, false);
        }
        assertDelayed(login(nobody, "wrong"), 1);
    }

    @Test
    void countsGuessesThatComeAtOnce() throws Exception {
        TestPerson anna = person();
        List<Future<Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                answers.add(threads.submit(() -> anna.login("wrong")));
            }
        }
        int looked = 0;
        for (Future<Answer> answer : answers) {
            looked += answer.get().status() == 401 ? 1 : 0;
        }
        assertThat(looked).isEqualTo(6);
    }

    @Test
    void boundsWhatOneAddressMayTry() {
        var client = client();
        for (int i = 0; i < 60; i++) {
            assertThat(client.post("/login", "{}").status()).isEqualTo(422);
        }

        Answer answer = client.post("/login", "{}");

        answer.isProblem(
                429,
                "too_many_requests",
                "Too many requests; wait as long as Retry-After says",
                "Too many attempts from this address",
                true);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(client().post("/login", "{}").status()).isEqualTo(422);
    }

    private void assertDelayed(Answer answer, int seconds) {
        answer.isProblem(
                429,
                "too_many_requests",
                "Too many requests; wait as long as Retry-After says",
                "Too many wrong passwords for this name",
                true);
        assertThat(answer.header("Retry-After")).isEqualTo(String.valueOf(seconds));
    }

    private Answer login(String username, String password) {
        return client().post(
                        "/login",
                        "{\"username\": \"%s\", \"password\": \"%s\"}"
                                .formatted(username, password));
    }

    private long hashes() {
        return meters.get("sentinel.user.password.hash").timer().count();
    }
}
