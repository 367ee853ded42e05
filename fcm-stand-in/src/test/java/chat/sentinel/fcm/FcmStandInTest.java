package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Over HTTP, as a sender sees it.
class FcmStandInTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String FULL =
            """
            {"message": {"token": "T",
              "data": {"chat_id": "5f0c"},
              "android": {"priority": "high", "collapse_key": "5f0c", "ttl": "3600s",
                "notification": {"title": "Ana", "body": "Hi", "tag": "5f0c", "notification_count": 3}},
              "apns": {"headers": {"apns-priority": "10", "apns-collapse-id": "5f0c", "apns-expiration": "1795305499"},
                "payload": {"aps": {"alert": {"title": "Ana", "body": "Hi"}, "badge": 3, "thread-id": "5f0c",
                  "mutable-content": 1}}},
              "webpush": {"headers": {"TTL": "3600", "Urgency": "high"},
                "notification": {"title": "Ana", "body": "Hi", "tag": "5f0c"}}}}
            """;

    @TempDir Path folder;
    private FcmStandIn fcm;

    @BeforeEach
    void start() throws Exception {
        fcm = FcmStandIn.start(folder);
    }

    @AfterEach
    void stop() {
        fcm.close();
    }

    @Test
    void shouldKeepWhatADeviceWouldHaveGot() throws Exception {
        HttpResponse<String> answer = send(FULL);
        assertThat(answer.statusCode()).isEqualTo(200);
        String name = json(answer).path("name").stringValue();
        assertThat(name).matches("projects/sentinel-local/messages/[0-9a-f-]{36}");
        assertThat(fcm.sentTo("T"))
                .singleElement()
                .satisfies(
                        sent -> {
                            assertThat(sent.name()).isEqualTo(name);
                            assertThat(sent.message())
                                    .isEqualTo(JsonMapper.shared().readTree(FULL).path("message"));
                        });
        JsonNode told = json(get("/sent?token=T")).path("sent");
        assertThat(told.size()).isEqualTo(1);
        assertThat(told.path(0).path("message").path("data").path("chat_id").stringValue())
                .isEqualTo("5f0c");
        assertThat(json(get("/sent?token=other")).path("sent").size()).isZero();
    }

    @Test
    void shouldDeliverNothingThatIsOnlyToBeValidated() throws Exception {
        assertThat(send("{\"validate_only\": true, \"message\": {\"token\": \"T\"}}").statusCode())
                .isEqualTo(200);
        assertThat(fcm.sent()).isEmpty();
    }

    @Test
    void shouldTakeNamesAsProtobufWritesThem() throws Exception {
        assertThat(
                        send("{\"message\": {\"token\": \"T\", \"android\": {\"collapseKey\": \"c\"}}}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(fcm.sent().getFirst().collapseKey()).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                             | message",
                "{'message': {'data': {'a': 'b'}}}                              | message",
                "{'message': {'token': 'T', 'topic': 'news'}}                   | message",
                "{'message': {'token': ''}}                                     | message.token",
                "{'message': {'token': 12}}                                     | message.token",
                "{'message': {'token': 'T', 'to': 'U'}}                         | message",
                "{'message': {'token': 'T', 'data': {'n': 12}}}                 | message.data[0].value",
                "{'message': {'token': 'T', 'data': {'from': 'me'}}}            | message.data",
                "{'message': {'token': 'T', 'data': {'google.a': 'x'}}}         | message.data",
                "{'message': {'token': 'T', 'data': {'gcm.notification.a': ''}}} | message.data",
                "{'message': {'token': 'T', 'notification': {'text': 'x'}}}     | message.notification",
                "{'message': {'token': 'T', 'android': {'priority': 'urgent'}}} | message.android.priority",
                "{'message': {'token': 'T', 'android': {'ttl': '3600'}}}        | message.android.ttl",
                "{'message': {'token': 'T', 'android': {'ttl': '2419201s'}}}    | message.android.ttl",
                "{'message': {'token': 'T', 'android': {'collapse': 'x'}}}      | message.android",
                "{'message': {'token': 'T', 'apns': {'headers': {'apns-priority': '7'}}}} | message.apns.headers",
                "{'message': {'token': 'T', 'apns': {'headers': {'apns-priority': 10}}}} | message.apns.headers.apns-priority",
                "{'message': {'token': 'T', 'apns': {'headers': {'apns-expiration': 'soon'}}}} | message.apns.headers",
                "{'message': {'token': 'T', 'apns': {'payload': {'aps': {'badge': '3'}}}}} | message.apns.payload.aps.badge",
                "{'message': {'token': 'T', 'apns': {'payload': {'aps': {'thread_id': 'x'}}}}} | message.apns.payload.aps",
                "{'message': {'token': 'T', 'webpush': {'headers': {'TTL': '60s'}}}} | message.webpush.headers",
                "{'message': {'token': 'T', 'webpush': {'headers': {'Urgency': 'now'}}}} | message.webpush.headers",
                "{'message': {'token': 'T', 'webpush': {'notification': {'tag': 1}}}} | message.webpush.notification.tag",
            })
    void shouldRefuseWhatFcmRefuses(String body, String field) throws Exception {
        HttpResponse<String> answer = send(body.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("status").stringValue()).isEqualTo("INVALID_ARGUMENT");
        JsonNode details = error.path("details");
        assertThat(details.path(0).path("errorCode").stringValue()).isEqualTo("INVALID_ARGUMENT");
        assertThat(details.path(1).path("fieldViolations").path(0).path("field").stringValue())
                .isEqualTo(field);
        assertThat(fcm.sent()).isEmpty();
    }

    @Test
    void shouldRefuseACollapseIdOfMoreThan64Bytes() throws Exception {
        String body =
                "{\"message\": {\"token\": \"T\", \"apns\": {\"headers\": {\"apns-collapse-id\": \"%s\"}}}}";
        assertThat(send(body.formatted("é".repeat(32))).statusCode()).isEqualTo(200);
        assertThat(send(body.formatted("é".repeat(32) + "x")).statusCode()).isEqualTo(400);
    }

    @Test
    void shouldRefuseMoreThan4096Bytes() throws Exception {
        String body = "{\"message\": {\"token\": \"T\", \"data\": {\"text\": \"%s\"}}}";
        assertThat(send(body.formatted("x".repeat(4092))).statusCode()).isEqualTo(200);
        assertThat(send(body.formatted("x".repeat(4093))).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "UNREGISTERED, 404, NOT_FOUND",
        "QUOTA_EXCEEDED, 429, RESOURCE_EXHAUSTED",
        "UNAVAILABLE, 503, UNAVAILABLE",
        "INTERNAL, 500, INTERNAL",
        "INVALID_ARGUMENT, 400, INVALID_ARGUMENT",
        "SENDER_ID_MISMATCH, 403, PERMISSION_DENIED",
        "THIRD_PARTY_AUTH_ERROR, 401, UNAUTHENTICATED",
    })
    void shouldFailAsItIsTold(String code, int status, String canonical) throws Exception {
        assertThat(behave("{\"T\": \"%s\"}".formatted(code)).statusCode()).isEqualTo(204);
        HttpResponse<String> answer = send(FULL);
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(status);
        assertThat(error.path("status").stringValue()).isEqualTo(canonical);
        assertThat(error.path("details").path(0).path("errorCode").stringValue()).isEqualTo(code);
        assertThat(send(FULL.replace("\"T\"", "\"U\"")).statusCode()).isEqualTo(200);
        behave("{\"T\": \"ok\"}");
        assertThat(send(FULL).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSayWhenToComeAgain() throws Exception {
        behave("{\"*\": \"UNAVAILABLE\"}");
        assertThat(send(FULL).headers().firstValue("Retry-After")).contains("60");
        behave("{\"*\": \"QUOTA_EXCEEDED:7s\"}");
        assertThat(send(FULL).headers().firstValue("Retry-After")).contains("7");
        behave("{\"*\": \"QUOTA_EXCEEDED:none\"}");
        assertThat(send(FULL).headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void shouldBeSlowOrBrokenOnDemand() throws Exception {
        behave("{\"*\": \"slow:300ms\"}");
        long begun = System.nanoTime();
        assertThat(send(FULL).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        behave("{\"*\": \"broken\"}");
        assertThatThrownBy(() -> send(FULL)).isInstanceOf(IOException.class);
        behave("{\"*\": \"bad_gateway\"}");
        assertThat(send(FULL).statusCode()).isEqualTo(502);
    }

    @Test
    void shouldNotTakeABehaviourThatItDoesNotKnow() throws Exception {
        assertThat(behave("{\"T\": \"UNREGISTERED\", \"U\": \"upset\"}").statusCode())
                .isEqualTo(400);
        assertThat(send(FULL).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer ", "Bearer made-up", "Basic eDp5"})
    void shouldTakeMessagesFromItsOwnAccountOnly(String authorization) throws Exception {
        assertThat(send(FULL, authorization).statusCode()).isEqualTo(401);
        assertThat(fcm.sent()).isEmpty();
    }

    @Test
    void shouldGiveTokensForItsAccountsSignatureOnly() throws Exception {
        PrivateKey own = ownKey();
        String uri = fcm.endpoint() + "/token";
        assertThat(token(assertion(own, uri, Duration.ofMinutes(5))).statusCode()).isEqualTo(200);
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        PrivateKey other = generator.generateKeyPair().getPrivate();
        for (String refused :
                new String[] {
                    assertion(other, uri, Duration.ofMinutes(5)),
                    assertion(own, "https://elsewhere/token", Duration.ofMinutes(5)),
                    assertion(own, uri, Duration.ofMinutes(-5)),
                    "no.jwt.here",
                    "none"
                }) {
            HttpResponse<String> answer = token(refused);
            assertThat(answer.statusCode()).as(refused).isEqualTo(400);
            assertThat(json(answer).path("error").stringValue()).isEqualTo("invalid_grant");
        }
    }

    @Test
    void shouldKeepAnAccountThatIsThereAndSayWhereItNowIs() throws Exception {
        JsonNode before = account();
        fcm.close();
        fcm = FcmStandIn.start(folder);
        JsonNode after = account();
        assertThat(after.path("private_key")).isEqualTo(before.path("private_key"));
        assertThat(after.path("token_uri").stringValue()).isEqualTo(fcm.endpoint() + "/token");
        assertThat(fcm.serviceAccount().resolveSibling("DEVELOPMENT")).exists();
        assertThat(Files.getPosixFilePermissions(fcm.serviceAccount()))
                .hasToString("[OWNER_READ, OWNER_WRITE]");
    }

    @Test
    void shouldShowTheDevicesInABrowser() throws Exception {
        send(FULL);
        send(FULL.replace("\"Hi\"", "\"<b>Are you there?</b>\""));
        send(FULL.replace("\"T\"", "\"U\"").replace("\"Ana\"", "\"O'Brien & Co\""));
        HttpResponse<String> page = get("/");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("&lt;b&gt;Are you there?&lt;/b&gt;")
                .contains("O&#39;Brien &amp; Co")
                .contains("http-equiv=\"refresh\"")
                .doesNotContain("<b>Are")
                // Of one chat the last only: one notification for each device.
                .satisfies(body -> assertThat(body.split("<article>", -1)).hasSize(3));
        // The newest first.
        assertThat(page.body().indexOf("O&#39;Brien")).isLessThan(page.body().indexOf("Are you"));
    }

    @Test
    void shouldForgetTheOldest() {
        var messages = new SentMessages();
        for (int i = 0; i <= SentMessages.MOST; i++) {
            messages.add(
                    new Sent("n" + i, Instant.EPOCH, "T", JsonMapper.shared().createObjectNode()));
        }
        assertThat(messages.all()).hasSize(SentMessages.MOST);
        assertThat(messages.all().getFirst().name()).isEqualTo("n1");
    }

    private HttpResponse<String> send(String body) throws Exception {
        String given =
                json(token(assertion(ownKey(), fcm.endpoint() + "/token", Duration.ofMinutes(5))))
                        .path("access_token")
                        .stringValue();
        return send(body, "Bearer " + given);
    }

    private HttpResponse<String> send(String body, String authorization) throws Exception {
        var request =
                HttpRequest.newBuilder(
                                fcm.endpoint().resolve("/v1/projects/sentinel-local/messages:send"))
                        .POST(BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> token(String assertion) throws Exception {
        String form =
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
                        + assertion;
        return CLIENT.send(
                HttpRequest.newBuilder(fcm.endpoint().resolve("/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> behave(String behaviours) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(fcm.endpoint().resolve("/behaviour"))
                        .PUT(BodyPublishers.ofString(behaviours))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = fcm.endpoint().resolve(path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private JsonNode account() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(fcm.serviceAccount()));
    }

    private PrivateKey ownKey() throws Exception {
        String pem = account().path("private_key").stringValue();
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
    }

    private String assertion(PrivateKey key, String audience, Duration lasts) throws Exception {
        String head = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));
        String claims =
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of(
                                        "iss",
                                        account().path("client_email").stringValue(),
                                        "aud",
                                        audience,
                                        "exp",
                                        Instant.now().plus(lasts).getEpochSecond(),
                                        "scope",
                                        "https://www.googleapis.com/auth/firebase.messaging"));
        String signed = head + "." + base64(claims.getBytes(UTF_8));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
