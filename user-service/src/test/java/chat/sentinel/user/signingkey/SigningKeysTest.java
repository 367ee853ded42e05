package chat.sentinel.user.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.servicekit.tokens.TokensProperties;
import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestPerson;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

class SigningKeysTest extends RunningService {
    @Autowired private SigningKeys keys;
    @Autowired private SigningProperties properties;
    @Autowired private TokensProperties tokens;
    @Autowired private Keyset keyset;
    @Autowired private TransactionTemplate transaction;

    @Test
    void publishesPublicKeysAndNothingElse() {
        Answer answer = client().get("/.well-known/jwks.json");

        StringBuilder expected = new StringBuilder();
        for (SigningKey key : keys.published()) {
            byte[] encoded = key.publicKey().getEncoded();
            expected.append(expected.isEmpty() ? "" : ",")
                    .append(
                            """
                            {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "%s",
                             "x": "%s"}
                            """
                                    .formatted(
                                            key.keyId(),
                                            Base64.getUrlEncoder()
                                                    .withoutPadding()
                                                    .encodeToString(
                                                            Arrays.copyOfRange(encoded, 12, 44))));
        }
        answer.is(200, "{\"keys\": [" + expected + "]}");
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=60, public");
    }

    @Test
    void rotatesWithoutATokenThatNobodyCanVerify() {
        keys.rotate();
        String first = keys.current().keyId();
        TestPerson anna = person();
        assertThat(kid(anna)).isEqualTo(first);

        // Published, but not signing yet.
        clock.forward(properties.rotateEvery().minus(properties.publishAhead()));
        keys.rotate();
        assertThat(published()).hasSize(2).startsWith(first);
        String second = published().get(1);
        TestPerson bert = person();
        assertThat(kid(bert)).isEqualTo(first);
        keys.rotate();
        assertThat(published()).hasSize(2);

        // Signing; what the old one signed is still good.
        clock.forward(properties.publishAhead().minusSeconds(60));
        TestPerson carl = person();
        assertThat(kid(carl)).isEqualTo(first);
        clock.forward(Duration.ofSeconds(60));
        TestPerson dora = person();
        assertThat(kid(dora)).isEqualTo(second);
        keys.rotate();
        assertThat(published()).containsExactly(first, second);
        assertThat(carl.signedIn().get("/users/me").status()).isEqualTo(200);
        assertThat(dora.signedIn().get("/users/me").status()).isEqualTo(200);

        // Gone when its last token has expired.
        clock.forward(tokens.accessTokenLife().plusSeconds(21));
        keys.rotate();
        assertThat(published()).containsExactly(second);
        assertThat(person().signedIn().get("/users/me").status()).isEqualTo(200);
    }

    @Test
    void agreesWithOtherInstances() throws Exception {
        List<SigningKeys> instances = Stream.generate(this::instance).limit(6).toList();
        jdbc.sql("delete from signing_keys").update();
        List<Future<?>> done = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (SigningKeys instance : instances) {
                done.add(threads.submit(instance::rotate));
            }
        }
        for (Future<?> future : done) {
            future.get();
        }
        keys.rotate();

        assertThat(instances)
                .allSatisfy(i -> assertThat(i.current().keyId()).isEqualTo(keys.current().keyId()));
        assertThat(jdbc.sql("select count(*) from signing_keys").query(Integer.class).single())
                .isEqualTo(1);
    }

    private SigningKeys instance() {
        return new SigningKeys(properties, tokens, keyset, jdbc, transaction, clock);
    }

    @Test
    void keepsPrivateKeysEncryptedAndInTheirPlace() throws Exception {
        byte[] stored =
                jdbc.sql("select private_key from signing_keys limit 1")
                        .query(byte[].class)
                        .single();
        assertThatThrownBy(
                        () ->
                                KeyFactory.getInstance("Ed25519")
                                        .generatePrivate(new PKCS8EncodedKeySpec(stored)))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(() -> keyset.open(stored, "signing-key:another"))
                .isInstanceOf(GeneralSecurityException.class);

        Keyset another =
                new Keyset(
                        new SigningProperties(
                                RunningService.keyset(),
                                Duration.ofDays(30),
                                Duration.ofMinutes(15),
                                Duration.ofSeconds(30)));
        assertThatThrownBy(
                        () ->
                                new SigningKeys(
                                                properties,
                                                tokens,
                                                another,
                                                jdbc,
                                                transaction,
                                                clock)
                                        .rotate())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be opened with sentinel.signing.keyset");
    }

    private List<String> published() {
        List<String> ids = new ArrayList<>();
        client().get("/.well-known/jwks.json")
                .body()
                .get("keys")
                .forEach(key -> ids.add(key.get("kid").asString()));
        return ids;
    }

    private static String kid(TestPerson person) {
        return TestPerson.header(person.accessToken()).get("kid").asString();
    }
}
