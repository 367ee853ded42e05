package chat.sentinel.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProfileTest extends RunningService {
    private static final String ENDED = "The session has ended; sign in again";

    @Test
    void showsOnesOwn() {
        TestPerson anna = person();

        Answer answer = anna.signedIn().get("/users/me");

        answer.is(
                200,
                """
                {"user_id": "%s", "username": "%s", "email": "%s", "created_at": "%s"}
                """
                        .formatted(
                                anna.userId(),
                                anna.username(),
                                answer.field("email"),
                                answer.field("created_at")));
        assertThat(answer.field("email")).endsWith("@example.org");
    }

    @Test
    void changesNameAndEmail() {
        TestPerson anna = person();
        String name = "renamed" + suffix();

        Answer answer =
                anna.signedIn()
                        .send(
                                "PATCH",
                                "/users/me",
                                "{\"username\": \"%s\", \"email\": \"%s@Example.com\"}"
                                        .formatted(name, name));

        answer.is(
                200,
                """
                {"user_id": "%s", "username": "%s", "email": "%s@example.com", "created_at": "%s"}
                """
                        .formatted(anna.userId(), name, name, answer.field("created_at")));
        assertThat(anna.login().status()).isEqualTo(401);
        assertThat(anna.refresh().field("username")).isEqualTo(name);
        person(anna.username()); // free again
    }

    @Test
    void keepsWhatIsTakenAndWrongOut() {
        TestPerson anna = person();
        TestPerson bert = person();
        String bertsEmail = bert.signedIn().get("/users/me").field("email");

        change(anna, "username", bert.username())
                .isProblem(409, "username_taken", "The username is taken", false);
        change(anna, "email", bertsEmail)
                .isProblem(409, "email_taken", "The e-mail address is taken", false);
        change(anna, "username", "x").isInvalid("username", "must have 3 to 32 characters");
        change(anna, "email", "x").isInvalid("email", "must be an e-mail address");
        assertThat(anna.signedIn().get("/users/me").field("username")).isEqualTo(anna.username());
    }

    @Test
    void changesNothingWhenNothingIsAsked() {
        TestPerson anna = person();
        String before = anna.signedIn().get("/users/me").text();

        assertThat(anna.signedIn().send("PATCH", "/users/me", "{}").text()).isEqualTo(before);
    }

    @Test
    void changesThePasswordAndEndsTheOtherSessions() {
        TestPerson anna = person();
        TestPerson phone = anna.again();

        password(phone, anna.password(), "another password").isEmpty(204);

        assertThat(phone.signedIn().get("/users/me").status()).isEqualTo(200);
        anna.signedIn().get("/users/me").isProblem(401, "session_revoked", ENDED, false);
        assertThat(anna.login().status()).isEqualTo(401);
        assertThat(anna.login("another password").status()).isEqualTo(200);
    }

    @Test
    void keepsThePasswordFromThoseWhoDoNotKnowIt() {
        TestPerson anna = person();

        password(anna, "wrong", "another password")
                .isProblem(401, "bad_credentials", "Username or password is wrong", false);
        password(anna, anna.password(), "short")
                .isInvalid("new_password", "must have 8 to 128 characters");
        anna.signedIn()
                .post("/users/me/password", "{}")
                .isInvalid("current_password", "is missing", "new_password", "is missing");

        assertThat(anna.login().status()).isEqualTo(200);
    }

    @Test
    void erases() {
        TestPerson anna = person();
        TestPerson bert = person();

        anna.signedIn().delete("/users/me").isEmpty(204);

        anna.signedIn().get("/users/me").isProblem(401, "session_revoked", ENDED, false);
        anna.refresh().isProblem(401, "invalid_token", "The token is not valid", false);
        anna.login().isProblem(401, "bad_credentials", "Username or password is wrong", false);
        bert.signedIn()
                .get("/users/show?username=" + anna.username())
                .isProblem(404, "user_not_found", "There is no such user", false);
        assertThat(person(anna.username()).userId()).isNotEqualTo(anna.userId());
    }

    private static Answer change(TestPerson person, String field, String value) {
        return person.signedIn()
                .send("PATCH", "/users/me", "{\"%s\": \"%s\"}".formatted(field, value));
    }

    private static Answer password(TestPerson person, String current, String next) {
        return person.signedIn()
                .post(
                        "/users/me/password",
                        "{\"current_password\": \"%s\", \"new_password\": \"%s\"}"
                                .formatted(current, next));
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
