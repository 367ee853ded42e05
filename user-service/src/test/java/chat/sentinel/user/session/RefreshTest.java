package chat.sentinel.user.session;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest extends RunningService {
    private static final String INVALID = "The token is not valid";
    private static final String ENDED = "The session has ended; sign in again";

    @Test
    void givesANewPairOfTheSameSession() {
        TestPerson anna = person();

        Answer answer = anna.refresh();

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
        assertThat(answer.field("refresh_token")).isNotEqualTo(anna.refreshToken());
        assertThat(TestPerson.claims(answer.field("access_token")).get("sid").asString())
                .isEqualTo(anna.sessionId());
        assertThat(anna.refresh(answer.field("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void endsTheFamilyWhenAUsedTokenComesAgain() {
        TestPerson anna = person();
        TestPerson elsewhere = anna.again();
        String next = anna.refresh().field("refresh_token");
        clock.forward(Duration.ofSeconds(11));

        anna.refresh().isProblem(401, "session_revoked", ENDED, false);

        anna.refresh(next).isProblem(401, "invalid_token", INVALID, false);
        anna.refresh().isProblem(401, "invalid_token", INVALID, false);
        anna.signedIn().get("/users/me").isProblem(401, "session_revoked", ENDED, false);
        assertThat(elsewhere.refresh().status()).isEqualTo(200);
    }

    @Test
    void endsTheFamilyWhenAnOlderTokenComesAgainEvenAtOnce() {
        TestPerson anna = person();
        String second = anna.refresh().field("refresh_token");
        assertThat(anna.refresh(second).status()).isEqualTo(200);

        anna.refresh().isProblem(401, "session_revoked", ENDED, false);
    }

    @Test
    void forgivesAClientThatLostTheAnswer() {
        TestPerson anna = person();
        anna.refresh(); // the answer is lost

        Answer again = anna.refresh();

        assertThat(again.status()).isEqualTo(200);
        assertThat(anna.refresh(again.field("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void findsOutAThiefWhoUsedTheGrace() {
        TestPerson anna = person();
        String thiefs = anna.refresh().field("refresh_token");
        String annas = anna.refresh().field("refresh_token");
        clock.forward(Duration.ofMinutes(14));
        assertThat(anna.refresh(thiefs).status()).isEqualTo(200);
        clock.forward(Duration.ofMinutes(1));

        anna.refresh(annas).isProblem(401, "session_revoked", ENDED, false);
    }

    @Test
    void keepsOneFamilyWhenRefreshesRace() throws Exception {
        TestPerson anna = person();
        List<Future<Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                answers.add(threads.submit(() -> anna.refresh()));
            }
        }
        Set<String> tokens = new HashSet<>();
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).isEqualTo(200);
            tokens.add(answer.get().field("refresh_token"));
        }
        assertThat(tokens).hasSize(8);
        assertThat(
                        jdbc.sql("select generation from sessions where session_id = ?::uuid")
                                .param(anna.sessionId())
                                .query(Long.class)
                                .single())
                .isEqualTo(2);
    }

    @Test
    void refusesASessionThatWasIdleForTooLong() {
        TestPerson anna = person();
        clock.forward(Duration.ofDays(29));
        String next = anna.refresh().field("refresh_token");
        clock.forward(Duration.ofDays(31));

        anna.refresh(next).isProblem(401, "invalid_token", INVALID, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unknown", "' or 1=1 --", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void refusesTokensThatItNeverGave(String token) {
        person().refresh(token).isProblem(401, "invalid_token", INVALID, false);
    }

    @Test
    void refusesOddTokens() {
        TestPerson anna = person();
        anna.refresh("x".repeat(5000)).isProblem(401, "invalid_token", INVALID, false);
        anna.refresh(anna.accessToken()).isProblem(401, "invalid_token", INVALID, false);
        anna.refresh("").isInvalid("refresh_token", "is missing");
        client().post("/token/refresh", "{}").isInvalid("refresh_token", "is missing");
        client().post("/token/refresh", "{\"refresh_token\": 1}")
                .hasErrors(
                        400,
                        "invalid_request",
                        "The request cannot be read",
                        "A field has the wrong type",
                        "refresh_token",
                        "has the wrong type");
    }
}
