package chat.sentinel.testkit;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Stands in for user-service as the maker of access tokens: an Ed25519 key, its JWKS on a
/// loopback port, and tokens good and bad. Tokens are put together by hand, so that no library
/// is on both sides of a test.
public final class TestIssuer implements AutoCloseable {
    private static final String ISSUER = "https://test.sentinel.invalid";

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile Key key = Key.make("test-1");
    private volatile boolean broken;

    private TestIssuer(HttpServer server) {
        this.server = server;
    }

    public static TestIssuer start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TestIssuer issuer = new TestIssuer(server);
            server.createContext(
                    "/.well-known/jwks.json",
                    exchange -> {
                        issuer.fetches.incrementAndGet();
                        byte[] body = issuer.jwks().getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().set("Content-Type", "application/json");
                        exchange.sendResponseHeaders(issuer.broken ? 500 : 200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI jwksUri() {
        return URI.create(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json");
    }

    public String issuer() {
        return ISSUER;
    }

    /// How often the keys were asked for.
    public int fetches() {
        return fetches.get();
    }

    /// Makes the key endpoint fail, or work again.
    public void breakKeys(boolean broken) {
        this.broken = broken;
    }

    /// From now on another key is published, under another id, and signs.
    public void rotate() {
        key = Key.make("test-" + UUID.randomUUID());
    }

    /// A good token of a person, for 15 minutes.
    public String token(UserId user, SessionId session) {
        return token().user(user).session(session).sign();
    }

    /// Expired an hour ago.
    public String expired(UserId user, SessionId session) {
        return token().user(user).session(session).life(Duration.ofHours(-1)).sign();
    }

    /// Names the published key, but is signed with another.
    public String otherKey(UserId user, SessionId session) {
        return token().user(user).session(session).signWith(Key.make(key.id()).pair().getPrivate());
    }

    public String algNone(UserId user, SessionId session) {
        return token().user(user).session(session).header("alg", "none").unsigned();
    }

    /// HS256 with the public key as its secret: the classic confusion of algorithms.
    public String publicKeyAsSecret(UserId user, SessionId session) {
        return token().user(user).session(session).header("alg", "HS256").signHmac();
    }

    public String wrongAudience(UserId user, SessionId session) {
        return token().user(user).session(session).claim("aud", "someone-else").sign();
    }

    public String wrongIssuer(UserId user, SessionId session) {
        return token().user(user).session(session).claim("iss", "https://evil.invalid").sign();
    }

    public String wrongType(UserId user, SessionId session) {
        return token().user(user).session(session).header("typ", "JWT").sign();
    }

    /// A token to be spoilt: good as long as nothing is changed.
    public Token token() {
        return new Token();
    }

    private String jwks() {
        byte[] encoded = key.pair().getPublic().getEncoded();
        String x = base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"alg\":\"EdDSA\",\"kid\":\""
                + key.id()
                + "\",\"x\":\""
                + x
                + "\"}]}";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private record Key(String id, KeyPair pair) {
        static Key make(String id) {
            try {
                return new Key(id, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// Header and claims of one token, to be changed before signing.
    public final class Token {
        private final Map<String, String> header = new LinkedHashMap<>();
        private final Map<String, String> claims = new LinkedHashMap<>();

        Token() {
            Instant now = Instant.now();
            header("alg", "EdDSA").header("typ", "at+jwt").header("kid", key.id());
            claim("iss", ISSUER)
                    .claim("aud", "sentinel")
                    .claim("jti", UUID.randomUUID().toString());
            claim("sub", UUID.randomUUID().toString()).claim("sid", UUID.randomUUID().toString());
            raw("roles", "[\"user\"]");
            raw("iat", Long.toString(now.getEpochSecond()));
            life(Duration.ofMinutes(15));
        }

        public Token user(UserId user) {
            return claim("sub", user.toString());
        }

        public Token session(SessionId session) {
            return claim("sid", session.toString());
        }

        public Token life(Duration life) {
            return raw("exp", Long.toString(Instant.now().plus(life).getEpochSecond()));
        }

        public Token roles(String... roles) {
            return raw("roles", "[\"" + String.join("\",\"", roles) + "\"]");
        }

        public Token header(String name, String value) {
            header.put(name, '"' + value + '"');
            return this;
        }

        public Token claim(String name, String value) {
            return raw(name, '"' + value + '"');
        }

        /// @param json the claim's value as it is to stand in the token
        public Token raw(String name, String json) {
            claims.put(name, json);
            return this;
        }

        public Token without(String claim) {
            claims.remove(claim);
            return this;
        }

        public String sign() {
            return signWith(key.pair().getPrivate());
        }

        String signWith(PrivateKey by) {
            try {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(by);
                signature.update(signed().getBytes(StandardCharsets.US_ASCII));
                return signed() + "." + base64(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        String signHmac() {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key.pair().getPublic().getEncoded(), "HmacSHA256"));
                return signed()
                        + "."
                        + base64(mac.doFinal(signed().getBytes(StandardCharsets.US_ASCII)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        String unsigned() {
            return signed() + ".";
        }

        private String signed() {
            return base64(json(header)) + "." + base64(json(claims));
        }

        private static byte[] json(Map<String, String> entries) {
            StringBuilder json = new StringBuilder("{");
            entries.forEach(
                    (name, value) ->
                            json.append(json.length() > 1 ? "," : "")
                                    .append('"')
                                    .append(name)
                                    .append("\":")
                                    .append(value));
            return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
