package chat.sentinel.servicekit.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.TestIssuer;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenVerifierTest {
    private static final UserId ALICE = new UserId(UUID.randomUUID());
    private static final SessionId SESSION = new SessionId(UUID.randomUUID());

    private final TestIssuer issuer = TestIssuer.start();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Clock clock = new MovedClock(now);
    private final RevokedSessions revoked = new RevokedSessions(Duration.ofMinutes(16), clock);
    private final JwksTokenKeys keys = keys(issuer.jwksUri());
    private final TokenVerifier verifier = new TokenVerifier(properties(), keys, revoked, clock);

    @AfterEach
    void close() {
        keys.close();
        issuer.close();
    }

    @Test
    void tellsWhoAsks() {
        String token = issuer.token().user(ALICE).session(SESSION).roles("user", "admin").sign();

        AccessToken verified = verifier.verify(token);

        assertThat(verified.userId()).isEqualTo(ALICE);
        assertThat(verified.sessionId()).isEqualTo(SESSION);
        assertThat(verified.roles()).isEqualTo(Set.of("user", "admin"));
        assertThat(verified.type()).isEqualTo(TokenType.PERSON);
        assertThat(verified.expiresAt())
                .isBetween(now.get().plusSeconds(898), now.get().plusSeconds(902));
    }

    static Stream<Arguments> refusesBadTokens() {
        return Stream.of(
                bad("empty", i -> "", ErrorCode.INVALID_TOKEN),
                bad("no token at all", i -> "hello", ErrorCode.INVALID_TOKEN),
                bad("endless", i -> "a".repeat(5000), ErrorCode.INVALID_TOKEN),
                bad("expired", i -> i.expired(ALICE, SESSION), ErrorCode.TOKEN_EXPIRED),
                bad("alg none", i -> i.algNone(ALICE, SESSION), ErrorCode.INVALID_TOKEN),
                bad("alg HS256", i -> i.publicKeyAsSecret(ALICE, SESSION), ErrorCode.INVALID_TOKEN),
                bad("other key", i -> i.otherKey(ALICE, SESSION), ErrorCode.INVALID_TOKEN),
                bad("audience", i -> i.wrongAudience(ALICE, SESSION), ErrorCode.INVALID_TOKEN),
                bad("issuer", i -> i.wrongIssuer(ALICE, SESSION), ErrorCode.INVALID_TOKEN),
                bad("typ", i -> i.wrongType(ALICE, SESSION), ErrorCode.INVALID_TOKEN),
                bad("kid", i -> i.token().header("kid", "no-such").sign(), ErrorCode.INVALID_TOKEN),
                bad(
                        "alg RS256",
                        i -> i.token().header("alg", "RS256").sign(),
                        ErrorCode.INVALID_TOKEN),
                bad("zip", i -> i.token().header("zip", "DEF").sign(), ErrorCode.INVALID_TOKEN),
                bad("crit", i -> i.token().header("crit", "b64").sign(), ErrorCode.INVALID_TOKEN),
                bad("no exp", i -> i.token().without("exp").sign(), ErrorCode.INVALID_TOKEN),
                bad("no sid", i -> i.token().without("sid").sign(), ErrorCode.INVALID_TOKEN),
                bad("no sub", i -> i.token().without("sub").sign(), ErrorCode.INVALID_TOKEN),
                bad("no jti", i -> i.token().without("jti").sign(), ErrorCode.INVALID_TOKEN),
                bad("no aud", i -> i.token().without("aud").sign(), ErrorCode.INVALID_TOKEN),
                bad("sid no id", i -> i.token().claim("sid", "1").sign(), ErrorCode.INVALID_TOKEN),
                bad("sid a number", i -> i.token().raw("sid", "1").sign(), ErrorCode.INVALID_TOKEN),
                bad("cut", i -> cut(i.token(ALICE, SESSION)), ErrorCode.INVALID_TOKEN));
    }

    private static Arguments bad(
            String name, Function<TestIssuer, String> token, ErrorCode expected) {
        return Arguments.of(name, token, expected);
    }

    private static String cut(String token) {
        return token.substring(0, token.length() - 4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesBadTokens(String name, Function<TestIssuer, String> token, ErrorCode expected) {
        verifier.verify(issuer.token(ALICE, SESSION)); // the keys are known

        assertThat(refusal(token.apply(issuer))).isEqualTo(expected);
    }

    @Test
    void refusesARememberedTokenOnceItHasExpired() {
        String token = issuer.token(ALICE, SESSION);
        verifier.verify(token);

        now.updateAndGet(n -> n.plus(Duration.ofMinutes(15)).plusSeconds(11));

        assertThat(refusal(token)).isEqualTo(ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void refusesARememberedTokenOnceItsSessionHasEnded() {
        String token = issuer.token(ALICE, SESSION);
        verifier.verify(token);

        revoked.revoke(SESSION, now.get());

        assertThat(refusal(token)).isEqualTo(ErrorCode.SESSION_REVOKED);
        assertThat(verifier.verify(issuer.token(ALICE, new SessionId(UUID.randomUUID()))))
                .isNotNull();
    }

    @Test
    void asksForUnknownKeysAtMostOnceInHalfAMinute() {
        verifier.verify(issuer.token(ALICE, SESSION));
        assertThat(issuer.fetches()).isEqualTo(1);

        for (int i = 0; i < 20; i++) {
            assertThat(refusal(issuer.token().header("kid", "no-such-" + i).sign()))
                    .isEqualTo(ErrorCode.INVALID_TOKEN);
        }
        assertThat(issuer.fetches()).isEqualTo(1);

        issuer.rotate();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(verifier.verify(issuer.token(ALICE, SESSION)).userId()).isEqualTo(ALICE);
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void keepsItsKeysWhileTheEndpointIsAway() throws InterruptedException {
        verifier.verify(issuer.token(ALICE, SESSION));
        issuer.breakKeys(true);
        nanos.addAndGet(Duration.ofMinutes(6).toNanos());

        verifier.verify(issuer.token(ALICE, SESSION)); // renews in the background, and fails
        Thread.sleep(300);

        assertThat(issuer.fetches()).isEqualTo(2);
        assertThat(verifier.verify(issuer.token(ALICE, SESSION)).userId()).isEqualTo(ALICE);
    }

    @Test
    void saysThatItCannotTellWhileNoKeysAreToBeHad() {
        issuer.breakKeys(true);
        assertThat(refusal(issuer.token(ALICE, SESSION))).isEqualTo(ErrorCode.STORE_UNAVAILABLE);

        issuer.breakKeys(false);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(verifier.verify(issuer.token(ALICE, SESSION)).userId()).isEqualTo(ALICE);
    }

    @Test
    void doesNotWaitLongerForKeysThanTheTimeout() throws Exception {
        try (var silent = new ServerSocket(0);
                var noKeys = keys(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"))) {
            TokenVerifier waiting = new TokenVerifier(properties(), noKeys, revoked, clock);
            long start = System.nanoTime();

            SentinelException refusal =
                    catchThrowableOfType(
                            SentinelException.class,
                            () -> waiting.verify(issuer.token(ALICE, SESSION)));

            assertThat(refusal.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void forgetsASessionWhenItsLastTokenMustHaveExpired() {
        revoked.revoke(SESSION, now.get());
        revoked.forgetExpired();
        assertThat(revoked.isRevoked(SESSION)).isTrue();

        now.updateAndGet(n -> n.plus(Duration.ofMinutes(17)));
        revoked.forgetExpired();

        assertThat(revoked.isRevoked(SESSION)).isFalse();
    }

    private ErrorCode refusal(String token) {
        return catchThrowableOfType(SentinelException.class, () -> verifier.verify(token)).code();
    }

    private TokensProperties properties() {
        return new TokensProperties(
                issuer.issuer(),
                "sentinel",
                issuer.jwksUri(),
                Duration.ofMinutes(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                "user.events");
    }

    private JwksTokenKeys keys(URI uri) {
        Ticker ticker = nanos::get;
        return new JwksTokenKeys(uri, Duration.ofSeconds(1), ticker);
    }

    private static final class MovedClock extends Clock {
        private final AtomicReference<Instant> now;

        MovedClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
