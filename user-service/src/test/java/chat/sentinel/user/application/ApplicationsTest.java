package chat.sentinel.user.application;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestClient;
import chat.sentinel.user.TestPerson;
import chat.sentinel.user.account.AdminCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class ApplicationsTest extends RunningService {
    private static final int AT_MOST = 20;
    private static final String ENDED = "The session has ended; sign in again";
    private static final String FORBIDDEN = "This is not yours to do";
    private static final String WRONG = "Username or password is wrong";

    @Autowired private AdminCommand command;

    private TestClient administrator = client();

    @BeforeEach
    void appoint() {
        TestPerson root = person();
        command.run(List.of("create", root.username()), () -> "");
        administrator = root.again().signedIn();
    }

    private record Application(String id, String userId, String name, String secret) {}

    private Application application() {
        String name = "bot-" + suffix();
        Answer made = create(administrator, name);
        made.is(
                201,
                """
                {"application_id": "%s", "user_id": "%s", "secret": "%s"}
                """
                        .formatted(
                                made.field("application_id"),
                                made.field("user_id"),
                                made.field("secret")));
        return new Application(
                made.field("application_id"), made.field("user_id"), name, made.field("secret"));
    }

    @Test
    void isAMemberUnderItsOwnName() {
        Application bot = application();
        TestPerson anna = person();

        Answer answer = token(client(), bot.id(), bot.secret());

        answer.is(
                200,
                """
                {"access_token": "%s", "token_type": "Bearer", "expires_in": 900, "user_id": "%s"}
                """
                        .formatted(answer.field("access_token"), bot.userId()));
        String token = answer.field("access_token");
        assertThat(TestPerson.header(token).get("typ").asString()).isEqualTo("app+jwt");
        JsonNode claims = TestPerson.claims(token);
        assertThat(claims.get("sub").asString()).isEqualTo(bot.userId());
        assertThat(claims.get("sid").asString()).isEqualTo(bot.id());
        assertThat(claims.get("roles").values())
                .extracting(JsonNode::asString)
                .containsExactly("application");

        TestClient signedIn = client().with(token);
        Answer me = signedIn.get("/users/me");
        me.is(
                200,
                """
                {"user_id": "%s", "username": "%s", "email": null, "created_at": "%s"}
                """
                        .formatted(bot.userId(), bot.name(), me.field("created_at")));
        assertThat(anna.signedIn().get("/users/show?username=" + bot.name()).field("user_id"))
                .isEqualTo(bot.userId());
        signedIn.send("PUT", "/users/me/blocks/" + anna.userId(), null).isEmpty(204);
        end(bot);
    }

    @Test
    void doesNotDoWhatIsForPeople() {
        Application bot = application();
        TestClient signedIn = signedIn(bot);

        for (String[] request :
                new String[][] {
                    {"POST", "/logout", null},
                    {"POST", "/logout/all", null},
                    {"GET", "/sessions", null},
                    {"DELETE", "/sessions/" + bot.id(), null},
                    {"PATCH", "/users/me", "{\"username\": \"somebody-else\"}"},
                    {"DELETE", "/users/me", null},
                    {
                        "POST",
                        "/users/me/password",
                        "{\"current_password\": \"12345678\", \"new_password\": \"12345678\"}"
                    }
                }) {
            signedIn.send(request[0], request[1], request[2])
                    .isProblem(403, "forbidden", FORBIDDEN, "This is for people only", false);
        }
        client().post(
                        "/login",
                        "{\"username\": \"%s\", \"password\": \"%s\"}"
                                .formatted(bot.name(), bot.secret()))
                .isProblem(401, "bad_credentials", WRONG, false);
        assertThat(signedIn.get("/users/me").field("username")).isEqualTo(bot.name());
        end(bot);
    }

    @Test
    void isMadeListedAndEndedByAdministratorsOnly() {
        Application bot = application();

        for (TestClient other : List.of(person().signedIn(), signedIn(bot))) {
            for (Answer answer :
                    List.of(
                            create(other, "bot-" + suffix()),
                            other.get("/applications"),
                            other.delete("/applications/" + bot.id()))) {
                answer.isProblem(403, "forbidden", FORBIDDEN, false);
            }
        }
        client().get("/applications").isProblem(401, "unauthenticated", "Sign in first", false);
        assertThat(signedIn(bot).get("/users/me").status()).isEqualTo(200);
        end(bot);
    }

    @Test
    void showsItsSecretOnceAndKeepsNoneOfIt() {
        Application bot = application();

        Answer list = administrator.get("/applications");

        JsonNode listed =
                list.body().get("applications").values().stream()
                        .filter(one -> one.get("application_id").asString().equals(bot.id()))
                        .findFirst()
                        .orElseThrow();
        assertThat(listed.propertyNames())
                .containsExactly("application_id", "user_id", "name", "created_at");
        assertThat(listed.get("user_id").asString()).isEqualTo(bot.userId());
        assertThat(listed.get("name").asString()).isEqualTo(bot.name());
        assertThat(
                        jdbc.sql("select secret_hash from applications where application_id = ?")
                                .param(UUID.fromString(bot.id()))
                                .query(byte[].class)
                                .single())
                .hasSize(32);
        end(bot);
    }

    @Test
    void keepsBadNamesOut() {
        TestPerson anna = person();
        int before = listed();

        create(administrator, anna.username())
                .isProblem(409, "username_taken", "The username is taken", false);
        create(administrator, "x").isInvalid("name", "must have 3 to 32 characters");
        administrator.post("/applications", "{}").isInvalid("name", "is missing");

        assertThat(listed()).isEqualTo(before);
    }

    @Test
    void areBounded() {
        List<String> made = new ArrayList<>();
        Answer answer = create(administrator, "bot-" + suffix());
        while (answer.status() == 201) {
            made.add(answer.field("application_id"));
            answer = create(administrator, "bot-" + suffix());
        }
        answer.isProblem(
                409,
                "too_many_applications",
                "There are as many applications as there may be",
                "There may be 20 applications; end one first",
                false);
        assertThat(listed()).isEqualTo(AT_MOST);
        made.forEach(id -> administrator.delete("/applications/" + id).isEmpty(204));
    }

    @Test
    void endsWithAllItsTokens() {
        Application bot = application();
        TestClient signedIn = signedIn(bot);

        end(bot);

        signedIn.get("/users/me").isProblem(401, "session_revoked", ENDED, false);
        assertRefused(token(client(), bot.id(), bot.secret()));
        administrator
                .delete("/applications/" + bot.id())
                .isProblem(
                        404,
                        "not_found",
                        "There is nothing here",
                        "There is no such application",
                        false);
        administrator
                .delete("/applications/not-an-id")
                .hasErrors(
                        400,
                        "invalid_request",
                        "The request cannot be read",
                        "A parameter has the wrong type",
                        "application_id",
                        "has the wrong type");
        person(bot.name()); // free again
    }

    @Test
    void tellsNobodyWhichApplicationsThereAre() {
        Application bot = application();
        Application other = application();

        assertRefused(token(client(), bot.id(), other.secret()));
        assertRefused(token(client(), bot.id(), ""));
        assertRefused(token(client(), UUID.randomUUID().toString(), bot.secret()));
        client().post("/applications/" + bot.id() + "/token", "{}")
                .isInvalid("secret", "is missing");
        assertThat(token(client(), bot.id(), bot.secret()).status()).isEqualTo(200);
        end(bot);
        end(other);
    }

    @Test
    void slowsGuessesDown() {
        Application bot = application();
        for (int i = 0; i < 6; i++) {
            assertRefused(token(client(), bot.id(), "guess"));
        }

        Answer delayed = token(client(), bot.id(), bot.secret());

        delayed.isProblem(
                429,
                "too_many_requests",
                "Too many requests; wait as long as Retry-After says",
                "Too many wrong secrets for this application",
                true);
        assertThat(delayed.header("Retry-After")).isEqualTo("1");
        clock.forward(Duration.ofMillis(1100));
        assertThat(token(client(), bot.id(), bot.secret()).status()).isEqualTo(200);
        assertRefused(token(client(), bot.id(), "guess"));
        assertThat(token(client(), bot.id(), bot.secret()).status()).isEqualTo(200);
        end(bot);
    }

    @Test
    void boundsWhatOneAddressMayTry() {
        TestClient client = client();
        for (int i = 0; i < 60; i++) {
            assertRefused(token(client, UUID.randomUUID().toString(), "guess"));
        }
        assertThat(token(client, UUID.randomUUID().toString(), "guess").status()).isEqualTo(429);
    }

    private int listed() {
        return administrator.get("/applications").body().get("applications").size();
    }

    private static Answer create(TestClient client, String name) {
        return client.post("/applications", "{\"name\": \"%s\"}".formatted(name));
    }

    private void end(Application application) {
        administrator.delete("/applications/" + application.id()).isEmpty(204);
    }

    private TestClient signedIn(Application application) {
        return client().with(
                        token(client(), application.id(), application.secret())
                                .field("access_token"));
    }

    private static Answer token(TestClient client, String id, String secret) {
        return client.post(
                "/applications/" + id + "/token", "{\"secret\": \"%s\"}".formatted(secret));
    }

    private static void assertRefused(Answer answer) {
        answer.isProblem(401, "bad_credentials", WRONG, "Application or secret is wrong", false);
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
