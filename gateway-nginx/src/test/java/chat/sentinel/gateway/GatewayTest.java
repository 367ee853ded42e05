package chat.sentinel.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static EchoUpstream user;
    private static EchoUpstream message1;
    private static EchoUpstream message2;
    private static EchoUpstream presence;
    private static EchoUpstream notification;
    private static EchoUpstream search;
    private static EchoUpstream media;
    private static EchoUpstream s3;
    private static NginxProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        user = new EchoUpstream("user");
        message1 = new EchoUpstream("message-1");
        message2 = new EchoUpstream("message-2");
        presence = new EchoUpstream("presence");
        notification = new EchoUpstream("notification");
        search = new EchoUpstream("search");
        media = new EchoUpstream("media");
        s3 = new EchoUpstream("s3");
        gateway = gateway(NginxConfiguration.LOCAL_PROFILE).run();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        user.close();
        message1.close();
        message2.close();
        presence.close();
        notification.close();
        search.close();
        media.close();
        s3.close();
    }

    @BeforeEach
    void reset() {
        for (EchoUpstream upstream :
                List.of(user, message1, message2, presence, notification, search, media, s3)) {
            upstream.mood = EchoUpstream.Mood.ANSWERS;
            upstream.requests.set(0);
        }
    }

    private static NginxProcess gateway(Map<String, String> settings) throws IOException {
        return new NginxProcess(
                new Upstreams(
                        List.of(user.address()),
                        List.of(message1.address(), message2.address()),
                        List.of(presence.address()),
                        List.of(notification.address()),
                        List.of(search.address()),
                        List.of(media.address()),
                        List.of(s3.address())),
                settings);
    }

    @Test
    void shouldPassNginxsOwnCheckWithPublicAndWithLocalLimits() throws Exception {
        for (Map<String, String> limits :
                List.of(Map.<String, String>of(), NginxConfiguration.LOCAL_PROFILE)) {
            try (NginxProcess checked = gateway(limits)) {
                NginxProcess.Result result = checked.check();
                assertThat(result.output())
                        .contains("test is successful")
                        .doesNotContain("[warn]")
                        .doesNotContain("[emerg]");
                assertThat(result.exitCode()).isZero();
            }
        }
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({
        "POST,   /register,                          user",
        "POST,   /login,                             user",
        "POST,   /token/refresh,                     user",
        "POST,   /logout,                            user",
        "POST,   /logout/all,                        user",
        "GET,    /sessions,                          user",
        "DELETE, /sessions/5f0c,                     user",
        "GET,    /users/show,                        user",
        "GET,    /users/show?username=alice,         user",
        "GET,    /users/me,                          user",
        "PATCH,  /users/me,                          user",
        "POST,   /users/me/password,                 user",
        "PUT,    /users/me/blocks/5f0c,              user",
        "GET,    /users/me/statuses,                 user",
        "POST,   /applications,                      user",
        "GET,    /admin/nodes,                       user",
        "POST,   /admin/signing-keys,                user",
        "POST,   /admin/reindex,                     search",
        "POST,   /applications/5f0c/token,           user",
        "GET,    /.well-known/jwks.json,             user",
        "GET,    /users/chat,                        message",
        "GET,    /users/chat?user_id=5f0c,           message",
        "POST,   /users/chat,                        message",
        "GET,    /users/chat/5f0c,                   message",
        "POST,   /users/chat/5f0c/messages,          message",
        "PUT,    /users/chat/5f0c/seen,              message",
        "GET,    /users/chat/5f0c/receipts,          message",
        "GET,    /users/chat/../me,                  user",
        "POST,   /sync,                              message",
        "GET,    /chat,                              message",
        "GET,    /users/user_activity?username=a,    presence",
        "GET,    /users/update-last-active,          presence",
        "POST,   /users/update-last-active,          presence",
        "GET,    /users/last_active?user_id=5f0c,    presence",
        "POST,   /users/presence/query,              presence",
        "PUT,    /users/me/status,                   presence",
        "GET,    /users/presence/queries,            user",
        "GET,    /notifications,                     notification",
        "GET,    /notifications/items?limit=5,       notification",
        "POST,   /notifications/items/seen,          notification",
        "GET,    /notifications/decisions,           notification",
        "GET,    /devices,                           notification",
        "PUT,    /devices/5f0c,                      notification",
        "GET,    /devices/web-push-key,              notification",
        "DELETE, /devices/5f0c,                      notification",
        "GET,    /notification-preferences,          notification",
        "PUT,    /notification-preferences/muted-chats/5f0c, notification",
        "GET,    /notifications-of-others,           none",
        "GET,    /search?q=tea,                      search",
        "GET,    /search/,                           none",
        "GET,    /searching,                         none",
        "GET,    /devicesofothers,                   none",
        "GET,    /notification-preferencesx,         none",
        "POST,   /media,                             media",
        "POST,   /media/5f0c/complete,               media",
        "GET,    /media/5f0c/content,                media",
        "DELETE, /media/5f0c,                        media",
        "GET,    /mediax,                            none",
        "GET,    /sentinel-media/a/b?x=1&X-Amz-Signature=5f, s3",
        "PUT,    /sentinel-media/a/b?X-Amz-Signature=5f,     s3",
        "GET,    /sentinel-media/a/b,                none",
        "GET,    /sentinel-media/a/b?y=X-Amz-Signature=5f,   none",
        "GET,    /sentinel-media/,                   none",
        "GET,    /sentinel-media,                    none",
        "GET,    /sentinel-probe/word?X-Amz-Signature=5f,    none",
        "GET,    /,                                  none",
        "GET,    /assets/x.js,                       none",
        "GET,    /nginx.conf,                        none",
        "GET,    /register/more,                     none",
        "GET,    /chat/more,                         none",
        "GET,    /synchronise,                       none",
        "GET,    /internal/export,                   none",
        "POST,   /internal/devices,                  none",
        "GET,    /notifications/../internal/devices, none",
        "GET,    /devices/%2e%2e/internal/devices,   none",
        "GET,    /actuator/health,                   none",
        "GET,    /.git/config,                       none",
    })
    void shouldRoute(String method, String path, String to) throws Exception {
        String answer =
                raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        if (to.equals("none")) {
            assertThat(answer)
                    .startsWith("HTTP/1.1 404 ")
                    .contains("\r\nContent-Type: application/problem+json\r\n");
            assertThat(
                            message1.requests.get()
                                    + message2.requests.get()
                                    + user.requests.get()
                                    + presence.requests.get()
                                    + notification.requests.get()
                                    + search.requests.get()
                                    + media.requests.get()
                                    + s3.requests.get())
                    .isZero();
        } else {
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("X-Served-By: " + to);
            // Untouched, the query too.
            assertThat(answer).contains("\r\n\r\n" + method + " " + path + " HTTP/1.1\r\n");
        }
    }

    @Test
    void shouldTakeTurnsBetweenTheInstances() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get("/users/chat").statusCode()).isEqualTo(200);
        }
        assertThat(message1.requests).hasValue(10);
        assertThat(message2.requests).hasValue(10);
    }

    @Test
    void shouldCarryUpgradedConnectionsToBothInstances() throws Exception {
        var served = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            try (Socket socket = connect(gateway)) {
                send(
                        socket,
                        """
                        GET /chat HTTP/1.1\r
                        Host: x\r
                        Upgrade: websocket\r
                        Connection: Upgrade\r
                        \r
                        """);
                String head = EchoUpstream.head(socket.getInputStream());
                assertThat(head)
                        .startsWith("HTTP/1.1 101 ")
                        .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                        .containsIgnoringCase("\r\nConnection: upgrade\r\n");
                served.add(head.lines().filter(l -> l.startsWith("X-Served-By")).findFirst().get());
                send(socket, "frames, both ways");
                assertThat(new String(socket.getInputStream().readNBytes(17), ISO_8859_1))
                        .isEqualTo("frames, both ways");
            }
        }
        assertThat(served)
                .containsExactlyInAnyOrder("X-Served-By: message-1", "X-Served-By: message-2");
    }

    @Test
    void shouldCarryTheNotificationsSocketLongerThanAnAnswerMayTake() throws Exception {
        try (NginxProcess strict = gateway(Map.of("SENTINEL_GATEWAY_ANSWER_TIMEOUT", "1s")).run();
                Socket socket = connect(strict)) {
            send(
                    socket,
                    "GET /notifications HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\n\r\n");
            assertThat(EchoUpstream.head(socket.getInputStream()))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("X-Served-By: notification");
            Thread.sleep(1_500);
            send(socket, "frames, both ways");
            assertThat(new String(socket.getInputStream().readNBytes(17), ISO_8859_1))
                    .isEqualTo("frames, both ways");
        }
    }

    @Test
    void shouldOverwriteWhatAClientSaysOfItself() throws Exception {
        String answer =
                raw(
                        """
                        GET /users/me HTTP/1.1\r
                        Host: chat.example\r
                        X-Forwarded-For: 6.6.6.6\r
                        X-Forwarded-Proto: gopher\r
                        X-Forwarded-Host: evil.example\r
                        X-Forwarded-Port: 1\r
                        X-Forwarded-Prefix: /evil\r
                        X-Real-IP: 6.6.6.6\r
                        Forwarded: for=6.6.6.6\r
                        X-Request-Id: mine\r
                        Authorization: Bearer t\r
                        Connection: close\r
                        \r
                        """);
        String seen = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(seen)
                .contains("\r\nHost: chat.example\r\n")
                .contains("\r\nX-Forwarded-For: 127.0.0.1\r\n")
                .contains("\r\nX-Real-IP: 127.0.0.1\r\n")
                .contains("\r\nX-Forwarded-Proto: http\r\n")
                .contains("\r\nX-Forwarded-Host: chat.example\r\n")
                .contains("\r\nX-Forwarded-Port: " + gateway.port + "\r\n")
                .contains("\r\nAuthorization: Bearer t\r\n")
                .containsPattern("\r\nX-Request-Id: [0-9a-f]{32}\r\n")
                .doesNotContain("6.6.6.6")
                .doesNotContain("evil")
                .doesNotContain("mine");
        String id = seen.replaceAll("(?s).*X-Request-Id: ([0-9a-f]{32}).*", "$1");
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        assertThat(head).contains("X-Request-Id: " + id).doesNotContain("X-Request-Id: own");
    }

    @Test
    void shouldLetClientsNameATraceOnlyWhereToldTo() throws Exception {
        assertThat(traced(gateway)).doesNotContainIgnoringCase("trace", "baggage");
        try (NginxProcess trusting = gateway(Map.of("SENTINEL_GATEWAY_TRUST_TRACES", "on")).run()) {
            assertThat(traced(trusting))
                    .contains("\r\ntraceparent: 00-a-b-01\r\n")
                    .contains("\r\ntracestate: a=b\r\n")
                    .doesNotContainIgnoringCase("baggage");
        }
    }

    private static String traced(NginxProcess nginx) throws Exception {
        return CLIENT.send(
                        request(nginx, "/users/me")
                                .header("traceparent", "00-a-b-01")
                                .header("tracestate", "a=b")
                                .header("baggage", "a=b")
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /// From the right, as each proxy adds whom it was asked by; what stands left of the first
    /// stranger was said by him.
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource({
        "'',                                                               6.6.6.6,                   127.0.0.1",
        "set_real_ip_from 10.0.0.0/8;,                                     6.6.6.6,                   127.0.0.1",
        "set_real_ip_from 127.0.0.1;,                                      9.9.9.9,                   9.9.9.9",
        "set_real_ip_from 127.0.0.1;,                                      '6.6.6.6, 9.9.9.9',        9.9.9.9",
        "set_real_ip_from 127.0.0.1;,                                      '9.9.9.9, 10.0.0.7',       10.0.0.7",
        "set_real_ip_from 127.0.0.0/8; set_real_ip_from 10.0.0.0/8;,       '6.6.6.6, 9.9.9.9, 10.0.0.7', 9.9.9.9",
        "set_real_ip_from 127.0.0.1;,                                      nobody,                    127.0.0.1",
        "set_real_ip_from 127.0.0.1;,                                      2001:db8::7,               2001:db8::7",
    })
    void shouldBelieveTrustedProxiesOnly(String trusted, String forwardedFor, String asker)
            throws Exception {
        try (NginxProcess behind = behind(trusted, Map.of())) {
            HttpResponse<String> answer = forwarded(behind, "/users/me", forwardedFor);
            assertThat(answer.body())
                    .contains("\r\nX-Real-IP: " + asker + "\r\n")
                    .contains("\r\nX-Forwarded-For: " + asker + "\r\n");
            assertThat(answer.body()).doesNotContain("6.6.6.6");
            assertThat(awaitLine(behind, "/users/me")).contains("\"remote\":\"" + asker + "\"");
        }
    }

    @Test
    void shouldBelieveATrustedProxyThatItWasAskedByHttps() throws Exception {
        try (NginxProcess behind = behind("set_real_ip_from 127.0.0.1;", Map.of())) {
            assertThat(forwarded(behind, "/users/me", "9.9.9.9").body())
                    .contains("\r\nX-Forwarded-Proto: https\r\n");
        }
        try (NginxProcess open = behind("", Map.of())) {
            assertThat(forwarded(open, "/users/me", "9.9.9.9").body())
                    .contains("\r\nX-Forwarded-Proto: http\r\n");
        }
    }

    @Test
    void shouldCountLimitsByWhoAsksTheProxy() throws Exception {
        Map<String, String> limits =
                Map.of("SENTINEL_GATEWAY_ACCOUNT_RATE", "1", "SENTINEL_GATEWAY_ACCOUNT_BURST", "1");
        try (NginxProcess behind = behind("set_real_ip_from 127.0.0.1;", limits)) {
            for (String asker : List.of("9.9.9.1", "9.9.9.2")) {
                assertThat(logins(behind, asker, asker, asker)).containsExactly(200, 200, 429);
            }
        }
        // Nobody gets around them by a name that he makes up.
        try (NginxProcess open = behind("", limits)) {
            assertThat(logins(open, "9.9.9.1", "9.9.9.2", "9.9.9.3"))
                    .containsExactly(200, 200, 429);
        }
    }

    private static NginxProcess behind(String trusted, Map<String, String> more) throws Exception {
        var settings = new HashMap<>(NginxConfiguration.LOCAL_PROFILE);
        settings.put("SENTINEL_GATEWAY_TRUSTED_PROXIES", trusted);
        settings.putAll(more);
        return gateway(settings).run();
    }

    private static List<Integer> logins(NginxProcess nginx, String... askers) throws Exception {
        var statuses = new ArrayList<Integer>();
        for (String asker : askers) {
            statuses.add(forwarded(nginx, "/login", asker).statusCode());
        }
        return statuses;
    }

    private static HttpResponse<String> forwarded(NginxProcess nginx, String path, String by)
            throws Exception {
        return CLIENT.send(
                request(nginx, path)
                        .header("X-Forwarded-For", by)
                        .header("X-Forwarded-Proto", "https")
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void shouldLogWhoAnsweredAndHowLongItTookButNoQuery() throws Exception {
        HttpResponse<String> answer = get("/users/show?username=alice%40example.org");
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        String line = awaitLine(gateway, id);
        assertThat(line)
                .contains("\"method\":\"GET\",\"path\":\"/users/show\"")
                .contains("\"status\":\"200\"")
                .contains("\"upstream\":\"" + user.address() + "\",\"upstream_status\":\"200\"")
                .containsPattern("\"seconds\":\"\\d+\\.\\d{3}\"")
                .containsPattern("\"upstream_connect_seconds\":\"\\d+\\.\\d{3}\"")
                .containsPattern("\"upstream_seconds\":\"\\d+\\.\\d{3}\"")
                .doesNotContain("alice");
    }

    @Test
    void shouldSayThatItServes() throws Exception {
        HttpResponse<String> answer = get("/gateway/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void shouldRefuseALargeBodyBeforeAServiceSeesIt() throws Exception {
        HttpResponse<String> most = post("/users/chat", "x".repeat(128 * 1024));
        assertThat(most.statusCode()).isEqualTo(200);
        assertProblem(
                post("/sync", "x".repeat(128 * 1024 + 1)),
                413,
                "payload_too_large",
                "The request is larger than a request may be",
                false);
        assertThat(message1.requests.get() + message2.requests.get()).isEqualTo(1);
    }

    /// What is signed covers the Host and the query; our own tokens are none of S3's business.
    @Test
    void shouldHandSignedAddressesToS3AsTheyAreAndNothingElseWithThem() throws Exception {
        String answer =
                raw(
                        "GET /sentinel-media/a%20b/c?X-Amz-Signature=5f&z=%2F HTTP/1.1\r\n"
                                + "Host: files.example:81\r\nAuthorization: Bearer t\r\n"
                                + "Cookie: a=b\r\nRange: bytes=1-2\r\nConnection: close\r\n\r\n");
        assertThat(answer.substring(0, answer.indexOf("\r\n\r\n")))
                .contains("\r\nX-Content-Type-Options: nosniff")
                .contains("\r\nContent-Security-Policy: sandbox; default-src 'none'");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n")))
                .contains("GET /sentinel-media/a%20b/c?X-Amz-Signature=5f&z=%2F HTTP/1.1")
                .contains("\r\nHost: files.example:81\r\n")
                .contains("\r\nRange: bytes=1-2\r\n")
                .doesNotContainIgnoringCase("authorization:")
                .doesNotContainIgnoringCase("cookie:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "PATCH", "OPTIONS"})
    void shouldOnlyReadAndPutFiles(String method) throws Exception {
        assertThat(
                        raw(
                                method
                                        + " /sentinel-media/a?X-Amz-Signature=5f HTTP/1.1\r\n"
                                        + "Host: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ");
        assertThat(s3.requests).hasValue(0);
    }

    @Test
    void shouldCarryFilesThatAreLargerThanOtherBodies() throws Exception {
        String file = "/sentinel-media/a?X-Amz-Signature=5f";
        assertThat(put(file, 2 << 20).statusCode()).isEqualTo(200);
        assertThat(put(file, (20 << 20) + 1).statusCode()).isEqualTo(413);
        assertThat(s3.requests).hasValue(1);
    }

    private static HttpResponse<String> put(String path, int bytes) throws Exception {
        return CLIENT.send(
                request(gateway, path)
                        .expectContinue(true)
                        .PUT(BodyPublishers.ofByteArray(new byte[bytes]))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void shouldAnswerABrokenRequestWithAProblem() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"code\":\"invalid_request\"");
        assertThat(
                        raw(
                                "GET /users/me HTTP/1.1\r\nHost: x\r\nAuthorization: "
                                        + "x".repeat(9000)
                                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("\"code\":\"invalid_request\"");
    }

    @Test
    void shouldLimitRequestsOfOneAddress() throws Exception {
        try (NginxProcess strict =
                gateway(
                                Map.of(
                                        "SENTINEL_GATEWAY_REQUEST_RATE", "1",
                                        "SENTINEL_GATEWAY_REQUEST_BURST", "3",
                                        "SENTINEL_GATEWAY_ACCOUNT_RATE", "1",
                                        "SENTINEL_GATEWAY_ACCOUNT_BURST", "1"))
                        .run()) {
            List<Integer> logins =
                    IntStream.range(0, 3).map(i -> status(strict, "/login")).boxed().toList();
            assertThat(logins).containsExactly(200, 200, 429);
            var last = get(strict, "/users/me");
            for (int i = 0; i < 6 && last.statusCode() == 200; i++) {
                last = get(strict, "/users/me");
            }
            assertProblem(
                    last,
                    429,
                    "too_many_requests",
                    "Too many requests; wait as long as Retry-After says",
                    true);
            assertThat(last.headers().firstValue("Retry-After")).contains("1");
        }
    }

    @Test
    void shouldLimitSocketsOfOneAddress() throws Exception {
        try (NginxProcess strict = gateway(Map.of("SENTINEL_GATEWAY_CONNECTIONS", "2")).run();
                Socket first = connect(strict);
                Socket second = connect(strict);
                Socket third = connect(strict)) {
            String upgrade =
                    "GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n";
            for (Socket socket : List.of(first, second)) {
                send(socket, upgrade);
                assertThat(EchoUpstream.head(socket.getInputStream())).startsWith("HTTP/1.1 101");
            }
            send(third, upgrade);
            assertThat(EchoUpstream.head(third.getInputStream())).startsWith("HTTP/1.1 429");
        }
    }

    @Test
    void shouldLetHalfOpenClientsGo() throws Exception {
        try (NginxProcess strict = gateway(Map.of("SENTINEL_GATEWAY_CLIENT_TIMEOUT", "1s")).run();
                Socket header = connect(strict);
                Socket body = connect(strict)) {
            send(header, "GET /users/me HTTP/1.1\r\nHos");
            send(body, "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            for (Socket socket : List.of(header, body)) {
                socket.setSoTimeout(5000);
                assertThat(ends(socket)).isTrue();
            }
            assertThat(user.requests).hasValue(0);
        }
    }

    @Test
    void shouldAskTheOtherInstanceOnlyWhereNothingCanHappenTwice() throws Exception {
        message1.mood = EchoUpstream.Mood.HANGS_UP;
        try (NginxProcess fresh = gateway(NginxConfiguration.LOCAL_PROFILE).run()) {
            for (int i = 0; i < 4; i++) {
                assertThat(get(fresh, "/users/chat").statusCode()).isEqualTo(200);
            }
            assertThat(message1.requests.get()).isPositive();
        }
        message2.mood = EchoUpstream.Mood.HANGS_UP;
        try (NginxProcess fresh = gateway(NginxConfiguration.LOCAL_PROFILE).run()) {
            reset();
            message1.mood = EchoUpstream.Mood.HANGS_UP;
            message2.mood = EchoUpstream.Mood.HANGS_UP;
            HttpResponse<String> answer = post(fresh, "/users/chat/5f0c/messages", "{}");
            assertThat(message1.requests.get() + message2.requests.get()).isEqualTo(1);
            assertProblem(
                    answer,
                    502,
                    "bad_gateway",
                    "The service behind the gateway does not answer; ask again",
                    true);
            assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        }
    }

    @Test
    void shouldSayThatAServiceTookTooLong() throws Exception {
        user.mood = EchoUpstream.Mood.IS_SILENT;
        try (NginxProcess strict = gateway(Map.of("SENTINEL_GATEWAY_ANSWER_TIMEOUT", "1s")).run()) {
            assertProblem(
                    get(strict, "/users/me"),
                    504,
                    "gateway_timeout",
                    "The service did not answer in time; whether it did what was asked is not known",
                    true);
        }
    }

    /// By a close or a reset; a time-out of the read is neither.
    private static boolean ends(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void assertProblem(
            HttpResponse<String> answer, int status, String code, String title, boolean retryable) {
        String id = answer.headers().firstValue("X-Request-Id").orElse("none");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"type\":\"urn:sentinel:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"retryable\":%s,\"request_id\":\"%s\"}"
                                .formatted(code, title, status, code, retryable, id));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
    }

    private static String awaitLine(NginxProcess nginx, String part) throws Exception {
        for (int i = 0; i < 100; i++) {
            var line = nginx.log().lines().filter(l -> l.contains(part)).findFirst();
            if (line.isPresent()) {
                return line.get();
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no line with " + part + " in\n" + nginx.log());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return get(gateway, path);
    }

    private static HttpResponse<String> get(NginxProcess nginx, String path) throws Exception {
        return CLIENT.send(request(nginx, path).build(), BodyHandlers.ofString());
    }

    private static int status(NginxProcess nginx, String path) {
        try {
            return get(nginx, path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return post(gateway, path, body);
    }

    private static HttpResponse<String> post(NginxProcess nginx, String path, String body)
            throws Exception {
        return CLIENT.send(
                request(nginx, path).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(NginxProcess nginx, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static Socket connect(NginxProcess nginx) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), nginx.port);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = connect(gateway)) {
            socket.setSoTimeout(10_000);
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
