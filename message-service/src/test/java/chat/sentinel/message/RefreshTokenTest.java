package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.TestIssuer;
import chat.sentinel.testkit.client.TestUser;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// An open socket goes on with a newer token of its own session.
class RefreshTokenTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static int strict;

    private final UserId user = new UserId(UUID.randomUUID());
    private final SessionId session = new SessionId(UUID.randomUUID());

    @BeforeAll
    static void anInstanceThatEndsSocketsInTime() {
        strict = cluster.start(Map.of("sentinel.stomp.expiry-grace", "0s"));
    }

    @AfterAll
    static void stop() {
        cluster.stop(strict);
    }

    @Test
    void aRefreshedSocketOutlivesItsFirstToken() {
        String first = lasting(Duration.ofSeconds(4));
        try (TestUser phone = on(first);
                TestUser tablet = on(first);
                TestUser bob = cluster.user(0)) {
            String chat = phone.startsChatWith(bob.userId);
            String newer = cluster.issuer().token(user, session);
            assertThat(expiry(refreshes(phone, newer)))
                    .isAfter(Instant.now().plus(Duration.ofMinutes(14)));
            tablet.awaitEvent(e -> TestUser.is(e, "session_expired"));
            bob.awaitMessage(phone.sends(chat, "still here"));
            assertThat(phone.events()).noneMatch(e -> TestUser.is(e, "session_expired"));
        }
    }

    @Test
    void anOlderTokenShortensNothing() {
        try (TestUser phone = on(cluster.issuer().token(user, session))) {
            JsonNode refreshed = refreshes(phone, lasting(Duration.ofMinutes(1)));
            assertThat(expiry(refreshed)).isAfter(Instant.now().plus(Duration.ofMinutes(14)));
        }
    }

    static Stream<Arguments> otherTokens() {
        TestIssuer issuer = cluster.issuer();
        UserId other = new UserId(UUID.randomUUID());
        SessionId elsewhere = new SessionId(UUID.randomUUID());
        return Stream.of(
                Arguments.of("forbidden", made((user, session) -> issuer.token(user, elsewhere))),
                Arguments.of("forbidden", made((user, session) -> issuer.token(other, session))),
                Arguments.of(
                        "forbidden",
                        made(
                                (user, session) ->
                                        issuer.token()
                                                .user(user)
                                                .session(session)
                                                .header("typ", "app+jwt")
                                                .sign())),
                Arguments.of("token_expired", made(issuer::expired)),
                Arguments.of("invalid_token", made(issuer::otherKey)),
                Arguments.of("invalid_token", made(issuer::algNone)),
                Arguments.of("invalid_token", made((_, _) -> "no.token.at.all")),
                Arguments.of("invalid_token", made((_, _) -> "")));
    }

    private interface Made {
        String by(UserId user, SessionId session);
    }

    private static Function<RefreshTokenTest, String> made(Made made) {
        return test -> made.by(test.user, test.session);
    }

    @ParameterizedTest
    @MethodSource("otherTokens")
    void anotherTokenIsRefusedAndTheSocketStaysAsItWas(
            String code, Function<RefreshTokenTest, String> token) {
        try (TestUser phone = on(cluster.issuer().token(user, session));
                TestUser bob = cluster.user(0)) {
            phone.send("/app/refresh_token", Map.of("access_token", token.apply(this)));
            assertThat(refusal(phone)).isEqualTo(code);
            String chat = phone.startsChatWith(bob.userId);
            JsonNode heard = bob.awaitMessage(phone.sends(chat, "it is me"));
            assertThat(TestUser.text(heard.path("message"), "sender_id"))
                    .isEqualTo(user.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json|invalid_request",
                "null|invalid_request",
                "[]|invalid_request",
                "{\"access_token\":5}|invalid_request",
                "{\"access_token\":null}|validation_failed",
                "{}|validation_failed",
            })
    void whatIsNoTokenIsSaid(String body, String code) {
        try (TestUser phone = on(cluster.issuer().token(user, session))) {
            phone.send("/app/refresh_token", body);
            assertThat(refusal(phone)).isEqualTo(code);
        }
    }

    private String lasting(Duration life) {
        return cluster.issuer().token().user(user).session(session).life(life).sign();
    }

    private TestUser on(String token) {
        cluster.register(user);
        return new TestUser(cluster.uri(strict), user.toString(), token).connects();
    }

    private static JsonNode refreshes(TestUser phone, String token) {
        phone.send("/app/refresh_token", Map.of("access_token", token));
        return phone.awaitEvent(e -> TestUser.is(e, "token_refreshed"));
    }

    private static Instant expiry(JsonNode refreshed) {
        return Instant.parse(TestUser.text(refreshed, "expires_at"));
    }

    private static String refusal(TestUser phone) {
        return TestUser.text(phone.awaitEvent(e -> TestUser.is(e, "error")), "code");
    }
}
