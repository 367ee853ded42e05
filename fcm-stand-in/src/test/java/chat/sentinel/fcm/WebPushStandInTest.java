package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the push service of the stand-in refuses; what it takes, notification-service's
/// `WebPushTest` shows.
class WebPushStandInTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    @TempDir Path folder;
    private FcmStandIn standIn;
    private Subscription sender;

    @BeforeEach
    void start() throws Exception {
        standIn = FcmStandIn.start(folder);
        // Its keys serve as a sender's.
        sender = standIn.subscribe("");
    }

    @AfterEach
    void stop() {
        standIn.close();
    }

    @Test
    void shouldGiveOutSubscriptions() throws Exception {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(
                                        standIn.endpoint().resolve(WebPushStandIn.SUBSCRIPTIONS))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"application_server_key\": \"BN\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode subscription = JsonMapper.shared().readTree(answer.body());
        assertThat(subscription.path("endpoint").asString())
                .startsWith(standIn.endpoint() + WebPushStandIn.PUSHES);
        assertThat(subscription.path("keys").path("p256dh").asString()).hasSize(87);
        assertThat(subscription.path("keys").path("auth").asString()).hasSize(22);
        assertThat(answer(URI.create(standIn.endpoint() + WebPushStandIn.PUSHES + "x"), Map.of()))
                .startsWith("404 ");
    }

    /// Each is right but for one thing; what is right in all but its content cannot be opened.
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "403 No VAPID, Authorization, none",
                "403 No VAPID, Authorization, Bearer x",
                "403 Not signed by ES256, alg, HS256",
                "403 For another audience, aud, https://push.example.org",
                "403 Expired, exp, -1",
                "403 Expired, exp, 90000",
                "403 Nobody, sub, me",
                "403 Wrong signature, signature, wrong",
                "403 The subscription is for another key, k, another",
                "400 TTL, TTL, none",
                "400 TTL, TTL, soon",
                "400 Urgency, Urgency, now",
                "400 Topic, Topic, a.b",
                "400 Topic, Topic, 123456789012345678901234567890123",
                "400 Content-Encoding, Content-Encoding, aesgcm",
                "400 The browser cannot open it, Content-Encoding, aes128gcm",
            })
    void shouldRefuse(String why, String what, @Nullable String value) throws Exception {
        Map<String, String> claims =
                new HashMap<>(
                        Map.of(
                                "alg", "ES256",
                                "aud", standIn.endpoint().toString(),
                                "exp", "3600",
                                "sub", "mailto:operator@example.org",
                                "signature", "right"));
        Map<String, String> headers =
                new HashMap<>(Map.of("TTL", "60", "Content-Encoding", "aes128gcm"));
        String key = what.equals("k") ? standIn.subscribe("").p256dh() : sender.p256dh();
        if (claims.containsKey(what)) {
            claims.put(what, String.valueOf(value));
        }
        headers.put("Authorization", "vapid t=" + token(claims, sender.keys()) + ", k=" + key);
        if (!claims.containsKey(what) && !what.equals("k")) {
            if (value == null) {
                headers.remove(what);
            } else {
                headers.put(what, value);
            }
        }
        Subscription browser = standIn.subscribe(sender.p256dh());
        assertThat(answer(URI.create(browser.endpoint()), headers)).startsWith(why);
        assertThat(standIn.sent()).isEmpty();
    }

    private static String token(Map<String, String> claims, KeyPair keys) throws Exception {
        long end =
                System.currentTimeMillis() / 1000
                        + Long.parseLong(String.valueOf(claims.get("exp")));
        String signed =
                encoded("{\"typ\":\"JWT\",\"alg\":\"%s\"}".formatted(claims.get("alg")))
                        + "."
                        + encoded(
                                "{\"aud\":\"%s\",\"exp\":%d,\"sub\":\"%s\"}"
                                        .formatted(claims.get("aud"), end, claims.get("sub")));
        KeyPair by = keys;
        if ("wrong".equals(claims.get("signature"))) {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            by = generator.generateKeyPair();
        }
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(by.getPrivate());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + BASE64.encodeToString(signature.sign());
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }

    /// Status and body.
    private static String answer(URI endpoint, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[200]));
        headers.forEach(request::header);
        HttpResponse<String> answer =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
