package chat.sentinel.user.session;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestClient;
import chat.sentinel.user.TestPerson;
import chat.sentinel.user.signingkey.SigningKey;
import chat.sentinel.user.signingkey.SigningKeys;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class SessionsTest extends RunningService {
    private static final String ENDED = "The session has ended; sign in again";
    private static final String NO_SESSION = "There is no such session";

    @Autowired private SigningKeys keys;
    @Autowired private EverySession everySession;

    @Test
    void listsOnesOwn() {
        TestPerson anna = person();
        TestPerson phone = anna.again();

        Answer answer = phone.signedIn().get("/sessions");

        JsonNode first = answer.body().get("sessions").get(0);
        JsonNode second = answer.body().get("sessions").get(1);
        answer.is(
                200,
                """
                {"sessions": [
                  {"session_id": "%s", "created_at": "%s", "last_used_at": "%s", "expires_at": "%s",
                   "device": "test-client", "current": true},
                  {"session_id": "%s", "created_at": "%s", "last_used_at": "%s", "expires_at": "%s",
                   "device": "test-client", "current": false}]}
                """
                        .formatted(
                                phone.sessionId(),
                                time(first, "created_at"),
                                time(first, "created_at"),
                                time(first, "expires_at"),
                                anna.sessionId(),
                                time(second, "created_at"),
                                time(second, "created_at"),
                                time(second, "expires_at")));
    }

    private static String time(JsonNode session, String field) {
        String time = session.get(field).asString();
        assertThat(time).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        return time;
    }

    @Test
    void endsWithLogoutAtOnce() {
        TestPerson anna = person();
        TestPerson phone = anna.again();

        anna.signedIn().post("/logout").isEmpty(204);

        anna.signedIn().get("/sessions").isProblem(401, "session_revoked", ENDED, false);
        anna.signedIn().post("/logout").isProblem(401, "session_revoked", ENDED, false);
        anna.refresh().isProblem(401, "invalid_token", "The token is not valid", false);
        assertThat(phone.signedIn().get("/sessions").status()).isEqualTo(200);
    }

    @Test
    void endsThemAll() {
        TestPerson anna = person();
        TestPerson phone = anna.again();

        phone.signedIn().post("/logout/all").isEmpty(204);

        for (TestPerson signedIn : List.of(anna, phone)) {
            signedIn.signedIn().get("/sessions").isProblem(401, "session_revoked", ENDED, false);
        }
        assertThat(anna.login().status()).isEqualTo(200);
    }

    @Test
    void endsThoseOfEverybody() {
        TestPerson anna = person();
        TestPerson bert = person();
        TestPerson phone = bert.again();

        assertThat(everySession.end()).isGreaterThanOrEqualTo(2);

        for (TestPerson signedIn : List.of(anna, bert, phone)) {
            signedIn.signedIn().get("/sessions").isProblem(401, "session_revoked", ENDED, false);
            signedIn.refresh().isProblem(401, "invalid_token", "The token is not valid", false);
        }
        assertThat(bert.login().status()).isEqualTo(200);
        assertThat(everySession.end()).isEqualTo(1);
    }

    @Test
    void endsOneThatIsNamed() {
        TestPerson anna = person();
        TestPerson phone = anna.again();

        anna.signedIn().delete("/sessions/" + phone.sessionId()).isEmpty(204);

        phone.signedIn().get("/sessions").isProblem(401, "session_revoked", ENDED, false);
        anna.signedIn()
                .delete("/sessions/" + phone.sessionId())
                .isProblem(404, "not_found", "There is nothing here", NO_SESSION, false);
    }

    @Test
    void doesNotTouchAnothersSession() {
        TestPerson anna = person();
        TestPerson bert = person();

        bert.signedIn()
                .delete("/sessions/" + anna.sessionId())
                .isProblem(404, "not_found", "There is nothing here", NO_SESSION, false);
        bert.signedIn()
                .delete("/sessions/not-an-id")
                .hasErrors(
                        400,
                        "invalid_request",
                        "The request cannot be read",
                        "A parameter has the wrong type",
                        "session_id",
                        "has the wrong type");

        assertThat(anna.signedIn().get("/sessions").status()).isEqualTo(200);
    }

    @Test
    void endsTheOneThatWasIdleLongestWhenThereAreTooMany() {
        TestPerson anna = person();
        TestPerson kept = anna.again();
        for (int i = 0; i < 3; i++) {
            anna.again();
        }
        TestPerson sixth = anna.again();

        anna.signedIn().get("/sessions").isProblem(401, "session_revoked", ENDED, false);
        assertThat(kept.signedIn().get("/sessions").status()).isEqualTo(200);
        assertThat(sixth.signedIn().get("/sessions").body().get("sessions")).hasSize(5);
    }

    @Test
    void refusesAnExpiredToken() {
        TestPerson anna = person();
        clock.forward(Duration.ofMinutes(15).plusSeconds(11));

        anna.signedIn()
                .get("/sessions")
                .isProblem(401, "token_expired", "The access token has expired; refresh it", false);
    }

    /// Ways to spoil a token that is otherwise as good as the service's own.
    enum Spoilt {
        OTHER_KEY,
        UNKNOWN_KEY,
        TYPE,
        AUDIENCE,
        ISSUER,
        NO_SESSION,
        UNSIGNED
    }

    @ParameterizedTest
    @EnumSource
    void refusesForgedTokens(Spoilt how) throws GeneralSecurityException {
        TestPerson anna = person();
        TestClient forger = client().with(forge(anna, how));

        forger.get("/sessions").isProblem(401, "invalid_token", "The token is not valid", false);
        assertThat(client().with(forge(anna, null)).get("/sessions").status()).isEqualTo(200);
    }

    private String forge(TestPerson anna, @Nullable Spoilt how) throws GeneralSecurityException {
        SigningKey key = keys.current();
        PrivateKey signsWith =
                how == Spoilt.OTHER_KEY
                        ? KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate()
                        : key.privateKey();
        Instant now = clock.instant();
        JwtBuilder token =
                Jwts.builder()
                        .header()
                        .type(how == Spoilt.TYPE ? "JWT" : "at+jwt")
                        .keyId(how == Spoilt.UNKNOWN_KEY ? "another" : key.keyId())
                        .and()
                        .issuer(
                                how == Spoilt.ISSUER
                                        ? "https://evil.invalid"
                                        : "https://test.sentinel.invalid")
                        .audience()
                        .single(how == Spoilt.AUDIENCE ? "others" : "sentinel")
                        .subject(anna.userId().toString())
                        .id(UUID.randomUUID().toString())
                        .claim("sid", how == Spoilt.NO_SESSION ? "none" : anna.sessionId())
                        .claim("roles", List.of("user"))
                        .expiration(Date.from(now.plusSeconds(60)));
        return how == Spoilt.UNSIGNED
                ? token.header().keyId(null).and().compact()
                : token.signWith(signsWith, Jwts.SIG.EdDSA).compact();
    }
}
