package chat.sentinel.servicekit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.json.SentinelJson;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import chat.sentinel.testkit.TestIssuer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Over real HTTP, without Kafka: a service answers all the same.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "sentinel.rest.public-paths=/public/**",
            "sentinel.rest.max-body-size=4KB",
            "spring.kafka.bootstrap-servers=127.0.0.1:1",
            "management.server.port=0"
        })
class RestTest {
    private static final TestIssuer ISSUER = TestIssuer.start();
    private static final JsonMapper JSON = SentinelJson.mapper();
    private static final UserId ALICE = new UserId(UUID.randomUUID());
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String REQUEST_ID = "test-request-1";

    private final int port;
    private final int managementPort;
    private final RevokedSessions revoked;

    RestTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired RevokedSessions revoked) {
        this.port = port;
        this.managementPort = managementPort;
        this.revoked = revoked;
    }

    @DynamicPropertySource
    static void tokens(DynamicPropertyRegistry registry) {
        registry.add("sentinel.tokens.issuer", ISSUER::issuer);
        registry.add("sentinel.tokens.jwks-uri", ISSUER::jwksUri);
        registry.add("sentinel.rest.internal-key", () -> keyFile(INTERNAL_KEY));
    }

    private static final String INTERNAL_KEY = "the key of this installation, 0123456789";

    private static Path keyFile(String key) {
        try {
            Path file = Files.createTempFile("internal-key", null);
            file.toFile().deleteOnExit();
            return Files.writeString(file, key + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void servicesComeInWithTheirKeyAndNobodyElse() throws Exception {
        assertThat(get("/internal/hello", INTERNAL_KEY).body()).isEqualTo("hello inside");
        for (String token : new String[] {null, "rubbish", INTERNAL_KEY + "0", good()}) {
            assertProblem(
                    get("/internal/hello", token),
                    401,
                    "unauthenticated",
                    "Sign in first",
                    "Sign in first",
                    false);
        }
        // What opens the one opens nothing else.
        assertThat(get("/me", INTERNAL_KEY).statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyThatCanBeGuessedIsNone() {
        assertThatThrownBy(() -> InternalKey.read(keyFile("short")))
                .hasMessageContaining("at least 32 characters");
        assertThat(InternalKey.read(keyFile(INTERNAL_KEY))).hasToString("[redacted]");
    }

    @Test
    void knowsWhoAsksAndWritesTheDialect() throws Exception {
        HttpResponse<String> answer = get("/me", good());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertJson(
                answer,
                """
                {"user_id": "%s", "roles": ["user"], "at": "2026-01-02T03:04:05.100Z", "nothing": null}
                """
                        .formatted(ALICE));
        assertThat(answer.headers().firstValue("X-Request-Id")).hasValue(REQUEST_ID);
    }

    @Test
    void asksForATokenEverywhereButOnPublicPaths() throws Exception {
        for (String path : new String[] {"/me", "/no-such-path", "/error"}) {
            HttpResponse<String> answer = get(path, null);
            assertProblem(answer, 401, "unauthenticated", "Sign in first", "Sign in first", false);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer realm=\"sentinel\"");
        }
        assertThat(get("/public/hello", null).body()).isEqualTo("hello");
        assertThat(get("/public/hello", "rubbish").body()).isEqualTo("hello");
    }

    @Test
    void refusesBadTokens() throws Exception {
        SessionId session = new SessionId(UUID.randomUUID());
        for (String bad :
                new String[] {
                    "rubbish",
                    ISSUER.algNone(ALICE, session),
                    ISSUER.otherKey(ALICE, session),
                    ISSUER.wrongAudience(ALICE, session),
                    ISSUER.wrongIssuer(ALICE, session),
                    ISSUER.wrongType(ALICE, session)
                }) {
            HttpResponse<String> answer = get("/me", bad);
            assertProblem(
                    answer,
                    401,
                    "invalid_token",
                    "The token is not valid",
                    "The token is not valid",
                    false);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer realm=\"sentinel\", error=\"invalid_token\"");
        }
        String expired = "The access token has expired; refresh it";
        assertProblem(
                get("/me", ISSUER.expired(ALICE, session)),
                401,
                "token_expired",
                expired,
                expired,
                false);
    }

    @Test
    void refusesTheTokensOfAnEndedSession() throws Exception {
        SessionId session = new SessionId(UUID.randomUUID());
        String token = ISSUER.token(ALICE, session);
        assertThat(get("/me", token).statusCode()).isEqualTo(200);

        revoked.revoke(session, Instant.now());

        String ended = "The session has ended; sign in again";
        assertProblem(get("/me", token), 401, "session_revoked", ended, ended, false);
    }

    @Test
    void keepsServicesOutOfWhatIsForPeople() throws Exception {
        String service = ISSUER.token().header("typ", "svc+jwt").sign();
        String application = ISSUER.token().header("typ", "app+jwt").sign();

        String forbidden = "This is not yours to do";
        assertProblem(get("/me", service), 403, "forbidden", forbidden, forbidden, false);
        assertThat(get("/me", application).statusCode()).isEqualTo(200);
    }

    @Test
    void takesAGoodBody() throws Exception {
        String body =
                """
                {"note_text": "hi", "page_count": 5, "read_only": true, "owner_id": "%s", "replies": [],
                 "unknown": {"is": "ignored"}}
                """
                        .formatted(ALICE);

        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertJson(
                answer,
                """
                {"note_text": "hi", "page_count": 5, "read_only": true, "owner_id": "%s", "replies": []}
                """
                        .formatted(ALICE));
    }

    static Stream<Arguments> refusesBadBodies() {
        String unreadable = "The body is missing or is not the JSON expected here";
        String mistyped = "A field has the wrong type";
        String tooDeep = "The JSON is nested too deeply, or a part of it is too long";
        return Stream.of(
                Arguments.of("", unreadable, ""),
                Arguments.of("{", unreadable, ""),
                Arguments.of("[]", unreadable, ""),
                Arguments.of("\"x\"", unreadable, ""),
                Arguments.of("null", unreadable, ""),
                Arguments.of("{\"note_text\": \"x\"} {}", unreadable, ""),
                Arguments.of("{\"note_text\": NaN}", unreadable, ""),
                Arguments.of("{\"note_text\": 5}", mistyped, "note_text"),
                Arguments.of("{\"note_text\": true}", mistyped, "note_text"),
                Arguments.of("{\"note_text\": {}}", mistyped, "note_text"),
                Arguments.of("{\"note_text\": [\"x\"]}", mistyped, "note_text"),
                Arguments.of("{\"page_count\": \"5\"}", mistyped, "page_count"),
                Arguments.of("{\"page_count\": 5.5}", mistyped, "page_count"),
                Arguments.of("{\"page_count\": 5000000000}", mistyped, "page_count"),
                Arguments.of("{\"page_count\": true}", mistyped, "page_count"),
                Arguments.of("{\"page_count\": \"\"}", mistyped, "page_count"),
                Arguments.of("{\"read_only\": \"true\"}", mistyped, "read_only"),
                Arguments.of("{\"read_only\": 1}", mistyped, "read_only"),
                Arguments.of("{\"owner_id\": \"1-1-1-1-1\"}", mistyped, "owner_id"),
                Arguments.of("{\"owner_id\": 7}", mistyped, "owner_id"),
                Arguments.of("{\"owner_id\": \"\"}", mistyped, "owner_id"),
                Arguments.of("{\"replies\": {}}", mistyped, "replies"),
                Arguments.of(
                        "{\"replies\": [{\"replies\": [{\"page_count\": \"1\"}]}]}",
                        mistyped,
                        "replies[].replies[].page_count"),
                Arguments.of("{\"page_count\": " + "1".repeat(40) + "}", tooDeep, ""),
                Arguments.of("{\"" + "k".repeat(300) + "\": 1}", tooDeep, ""),
                Arguments.of("{\"x\": " + "[".repeat(40) + "]".repeat(40) + "}", tooDeep, ""),
                Arguments.of("[".repeat(2000), unreadable, ""));
    }

    @ParameterizedTest
    @MethodSource
    void refusesBadBodies(String body, String detail, String field) throws Exception {
        HttpResponse<String> answer = post(body);

        String errors =
                field.isEmpty()
                        ? ""
                        : ", \"errors\": [{\"field\": \"%s\", \"message\": \"has the wrong type\"}]"
                                .formatted(field);
        assertProblem(
                answer,
                400,
                "invalid_request",
                "The request cannot be read",
                detail,
                false,
                errors);
    }

    @Test
    void namesEveryFieldThatBreaksItsRule() throws Exception {
        HttpResponse<String> answer =
                post(
                        "{\"note_text\": \"\", \"replies\": [{\"note_text\": \"far too long for this\"}]}");

        assertProblem(
                answer,
                422,
                "validation_failed",
                "Some fields are not valid",
                "Some fields are not valid",
                false,
                """
                , "errors": [{"field": "note_text", "message": "must not be blank"},
                 {"field": "replies[0].note_text", "message": "size must be between 0 and 10"}]
                """);
    }

    @Test
    void refusesABodyOverTheLimitSaidOrNot() throws Exception {
        byte[] large =
                ("{\"note_text\": \"" + "x".repeat(5000) + "\"}").getBytes(StandardCharsets.UTF_8);
        String detail = "The request is larger than a request may be";

        for (var body :
                new HttpRequest.BodyPublisher[] {
                    BodyPublishers.ofByteArray(large),
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))
                }) {
            HttpResponse<String> answer =
                    send(
                            request("/notes", good())
                                    .header("Content-Type", "application/json")
                                    .POST(body));
            assertProblem(answer, 413, "payload_too_large", detail, detail, false);
        }
    }

    /// A client that still sends when its connection closes loses the answer.
    @Test
    void answersABodyOverTheLimitOnceItHasCome() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(
                            "POST /notes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 20000\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);

            socket.getOutputStream().write(new byte[20_000]);
            socket.setSoTimeout(10_000);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @CsvSource({"'',50", "?page_size=1,1", "?page_size=100,100"})
    void takesPageSizes(String query, int expected) throws Exception {
        assertThat(get("/pages" + query, good()).body()).isEqualTo(String.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "101", "1000000"})
    void refusesPageSizes(int size) throws Exception {
        assertProblem(
                get("/pages?page_size=" + size, good()),
                422,
                "validation_failed",
                "Some fields are not valid",
                "Some fields are not valid",
                false,
                ", \"errors\": [{\"field\": \"page_size\", \"message\": \"must be from 1 to 100\"}]");
    }

    @ParameterizedTest
    @CsvSource({
        "/pages?page_size=ten, page_size",
        "/pages?page_size=1e6, page_size",
        "/pages?page_size=99999999999, page_size",
        "/users/1-1-1-1-1, user_id",
        "/users/alice, user_id"
    })
    void refusesParametersOfTheWrongType(String path, String field) throws Exception {
        assertProblem(
                get(path, good()),
                400,
                "invalid_request",
                "The request cannot be read",
                "A parameter has the wrong type",
                false,
                ", \"errors\": [{\"field\": \"%s\", \"message\": \"has the wrong type\"}]"
                        .formatted(field));
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertProblem(
                get("/needs", good()),
                400,
                "invalid_request",
                "The request cannot be read",
                "A parameter is missing",
                false,
                ", \"errors\": [{\"field\": \"q\", \"message\": \"is missing\"}]");
    }

    @Test
    void answersWhatSpringRefuses() throws Exception {
        String nothing = "There is nothing here";
        assertProblem(get("/no-such-path", good()), 404, "not_found", nothing, nothing, false);
        assertProblem(get("/error", good()), 404, "not_found", nothing, nothing, false);

        String method = "The method is not allowed here";
        HttpResponse<String> wrongMethod = get("/notes", good());
        assertProblem(wrongMethod, 405, "method_not_allowed", method, method, false);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");

        String media = "The content type is not supported here";
        assertProblem(
                send(
                        request("/notes", good())
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("hi"))),
                415,
                "unsupported_media_type",
                media,
                media,
                false);

        String accept = "No representation fits the Accept header";
        assertProblem(
                send(request("/me", good()).header("Accept", "image/png").GET()),
                406,
                "not_acceptable",
                accept,
                accept,
                false);
    }

    @Test
    void refusesPathsThatTheServerOrTheFirewallFindsSuspicious() throws Exception {
        String unreadable = "The request cannot be read";
        for (String path : new String[] {"/users/%2e%2e%2fme", "/users/a%5cb", "/users/a;b=c"}) {
            assertProblem(get(path, good()), 400, "invalid_request", unreadable, unreadable, false);
        }
    }

    @Test
    void tellsWhenToComeBack() throws Exception {
        HttpResponse<String> answer = get("/fails/slow", good());

        assertProblem(
                answer,
                429,
                "too_many_requests",
                "Too many requests; wait as long as Retry-After says",
                "Slow down",
                true);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    @Test
    void leaksNothingOfWhatWentWrong() throws Exception {
        String wrong = "Something went wrong on our side";
        assertProblem(get("/fails/badly", good()), 500, "internal_error", wrong, wrong, true);
        String store = "A store is unavailable; ask again";
        assertProblem(get("/fails/store", good()), 503, "store_unavailable", store, store, true);
    }

    @ParameterizedTest
    @CsvSource({"short", "has space inside", "semi;colon-and-more", "<script>alert</script>"})
    void makesItsOwnRequestIdWhenTheGivenOneIsOdd(String given) throws Exception {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/me"))
                                .header("X-Request-Id", given));

        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(id).isNotEqualTo(given).hasSize(36);
        assertThat(JSON.readTree(answer.body()).get("request_id").asString()).isEqualTo(id);
    }

    @Test
    void isReadyWithoutKafkaAndShowsOperatorsTheirEndpointsOnTheirPortOnly() throws Exception {
        String readiness = "/actuator/health/readiness";
        long giveUpAt = System.nanoTime() + 20_000_000_000L;
        HttpResponse<String> answer;
        do {
            answer = getAt(managementPort, readiness);
            Thread.sleep(100);
        } while (answer.statusCode() != 200 && System.nanoTime() < giveUpAt);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"state\":\"unreachable\"");
        assertThat(getAt(managementPort, "/actuator/prometheus").body())
                .contains("sentinel_tokens_revoked");
        assertThat(get(readiness, good()).statusCode()).isEqualTo(404);
    }

    private static String good() {
        return ISSUER.token(ALICE, new SessionId(UUID.randomUUID()));
    }

    private HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("X-Request-Id", REQUEST_ID);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> get(String path, @Nullable String token)
            throws IOException, InterruptedException {
        return send(request(path, token).GET());
    }

    private static HttpResponse<String> getAt(int port, String path)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).GET());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(
                request("/notes", good())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(
            HttpResponse<String> answer,
            int status,
            String code,
            String title,
            String detail,
            boolean retryable) {
        assertProblem(answer, status, code, title, detail, retryable, "");
    }

    private static void assertProblem(
            HttpResponse<String> answer,
            int status,
            String code,
            String title,
            String detail,
            boolean retryable,
            String rest) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertJson(
                answer,
                """
                {"type": "urn:sentinel:problem:%s", "title": "%s", "status": %d, "detail": "%s",
                 "code": "%s", "retryable": %s, "request_id": "%s"%s}
                """
                        .formatted(code, title, status, detail, code, retryable, REQUEST_ID, rest));
    }

    private static void assertJson(HttpResponse<String> answer, String expected) {
        JsonNode actual = JSON.readTree(answer.body());
        assertThat(actual).isEqualTo(JSON.readTree(expected));
    }
}
