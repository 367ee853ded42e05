package chat.sentinel.user.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class RegistrationTest extends RunningService {
    @Test
    void signsInWhoRegisters() {
        Answer answer = register("Anna-" + suffix(), "pass word", suffix() + "@Example.ORG");

        JsonNode body = answer.body();
        String token = answer.field("access_token");
        JsonNode claims = TestPerson.claims(token);
        answer.is(
                201,
                """
                {"access_token": "%s", "username": "%s", "user_id": "%s", "token_type": "Bearer",
                 "expires_in": 900, "refresh_token": "%s"}
                """
                        .formatted(
                                token,
                                body.get("username").asString(),
                                claims.get("sub").asString(),
                                answer.field("refresh_token")));
        assertThat(body.get("username").asString()).startsWith("Anna-");
        assertThat(answer.field("refresh_token")).hasSize(43);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(client().with(token).get("/users/me").status()).isEqualTo(200);
    }

    @Test
    void makesTokensAsTheContractSays() {
        TestPerson anna = person();

        JsonNode header = TestPerson.header(anna.accessToken());
        JsonNode claims = TestPerson.claims(anna.accessToken());

        assertThat(header.propertyNames()).containsExactlyInAnyOrder("alg", "typ", "kid");
        assertThat(header.get("alg").asString()).isEqualTo("EdDSA");
        assertThat(header.get("typ").asString()).isEqualTo("at+jwt");
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder(
                        "iss", "aud", "sub", "sid", "jti", "roles", "iat", "exp");
        assertThat(claims.get("iss").asString()).isEqualTo("https://test.sentinel.invalid");
        assertThat(claims.get("aud").asString()).isEqualTo("sentinel");
        assertThat(claims.get("roles").toString()).isEqualTo("[\"user\"]");
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(900);
    }

    static Stream<Arguments> refusesBodiesThatCannotBeRead() {
        String unreadable = "The body is missing or is not the JSON expected here";
        String limits = "The JSON is nested too deeply, or a part of it is too long";
        return Stream.of(
                Arguments.of("", unreadable, new String[0]),
                Arguments.of("{\"username\":", unreadable, new String[0]),
                Arguments.of("[]", unreadable, new String[0]),
                Arguments.of("{\"a\": " + "[".repeat(100), limits, new String[0]),
                Arguments.of("{\"" + "a".repeat(1000) + "\": 1}", limits, new String[0]),
                Arguments.of(
                        "{\"username\": 5}",
                        "A field has the wrong type",
                        new String[] {"username", "has the wrong type"}),
                Arguments.of(
                        "{\"password\": [\"12345678\"]}",
                        "A field has the wrong type",
                        new String[] {"password", "has the wrong type"}),
                Arguments.of(
                        "{\"email\": true}",
                        "A field has the wrong type",
                        new String[] {"email", "has the wrong type"}));
    }

    @ParameterizedTest
    @MethodSource
    void refusesBodiesThatCannotBeRead(String body, String detail, String[] errors) {
        Answer answer = client().post("/register", body);

        String title = "The request cannot be read";
        if (errors.length == 0) {
            answer.isProblem(400, "invalid_request", title, detail, false);
        } else {
            answer.hasErrors(400, "invalid_request", title, detail, errors);
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        register("abc", "x".repeat(20_000), "a@example.org")
                .isProblem(
                        413,
                        "payload_too_large",
                        "The request is larger than a request may be",
                        false);
    }

    @Test
    void namesAllThatIsWrong() {
        client().post("/register", "{}")
                .isInvalid(
                        "username", "is missing", "email", "is missing", "password", "is missing");
        client().post(
                        "/register",
                        "{\"username\": null, \"password\": \"short\", \"email\": \"nowhere\"}")
                .isInvalid(
                        "username",
                        "is missing",
                        "email",
                        "must be an e-mail address",
                        "password",
                        "must have 8 to 128 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "ab, must have 3 to 32 characters",
        "al ice, 'may contain letters, digits, ''.'', ''_'' and ''-'' only'",
        "ali\u200Bce, 'may contain letters, digits, ''.'', ''_'' and ''-'' only'",
        "\u202Ealice, 'may contain letters, digits, ''.'', ''_'' and ''-'' only'",
        "\u0430lice, must take its letters from one script",
        "-alice, must begin with a letter or a digit"
    })
    void refusesTrickyNames(String username, String message) {
        register(username, "12345678", suffix() + "@example.org").isInvalid("username", message);
    }

    @Test
    void keepsNamesApartByTheirKey() {
        String name = "straße" + suffix();
        assertThat(register(name, "12345678", suffix() + "@example.org").status()).isEqualTo(201);

        for (String same :
                new String[] {name, name.toUpperCase(Locale.ROOT), "ｓ" + name.substring(1)}) {
            register(same, "12345678", suffix() + "@example.org")
                    .isProblem(409, "username_taken", "The username is taken", false);
        }
    }

    @Test
    void keepsEmailAddressesApart() {
        String local = suffix();
        assertThat(register("a" + suffix(), "12345678", local + "@bücher.example").status())
                .isEqualTo(201);

        for (String same :
                new String[] {
                    local + "@BÜCHER.example",
                    local.toUpperCase(Locale.ROOT) + "@xn--bcher-kva.example",
                    local + "@bu\u0308cher.example"
                }) {
            register("a" + suffix(), "12345678", same)
                    .isProblem(409, "email_taken", "The e-mail address is taken", false);
        }
    }

    @Test
    void letsOneOfManyHaveAName() throws Exception {
        String name = "race" + suffix();
        List<Future<Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                answers.add(
                        threads.submit(
                                () -> register(name, "12345678", suffix() + "@example.org")));
            }
        }
        int made = 0;
        for (Future<Answer> answer : answers) {
            if (answer.get().status() == 201) {
                made++;
            } else {
                answer.get().isProblem(409, "username_taken", "The username is taken", false);
            }
        }
        assertThat(made).isEqualTo(1);
        assertThat(
                        jdbc.sql("select count(*) from accounts where username_key = ?")
                                .param(name)
                                .query(Integer.class)
                                .single())
                .isEqualTo(1);
    }

    @Test
    void storesNoSecretAsItIs() {
        TestPerson anna = person();

        String row =
                jdbc.sql("select a::text from accounts a where user_id = ?")
                        .param(anna.userId().value())
                        .query(String.class)
                        .single();

        assertThat(row).contains("$argon2id$").doesNotContain(anna.password());
        assertThat(
                        jdbc.sql("select count(*) from refresh_tokens where token_hash = ?")
                                .param(anna.refreshToken().getBytes(StandardCharsets.UTF_8))
                                .query(Integer.class)
                                .single())
                .isZero();
    }

    private Answer register(String username, String password, String email) {
        return client().post(
                        "/register",
                        "{\"username\": \"%s\", \"password\": \"%s\", \"email\": \"%s\"}"
                                .formatted(username, password, email));
    }

    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
