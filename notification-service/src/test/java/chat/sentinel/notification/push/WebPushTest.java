package chat.sentinel.notification.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import chat.sentinel.fcm.FcmStandIn;
import chat.sentinel.fcm.Sent;
import chat.sentinel.fcm.Subscription;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.device.BrowserKeys;
import chat.sentinel.notification.device.Platform;
import chat.sentinel.notification.device.WebPushEndpointsTest;
import chat.sentinel.notification.device.WebPushProperties;
import chat.sentinel.servicekit.json.SentinelJson;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a push service is sent, which the stand-in checks and opens, and what its answers mean.
class WebPushTest {
    private static final PushOutcome SENT = new PushOutcome.Sent();
    private static final Path KEYS = NotificationCluster.keyPair();

    @TempDir Path folder;
    private FcmStandIn standIn;
    private WebPush webPush;
    private Subscription browser;

    @BeforeEach
    void start() throws Exception {
        standIn = FcmStandIn.start(folder);
        webPush = to(standIn.endpoint().getAuthority());
        browser = standIn.subscribe(publicKey());
    }

    @AfterEach
    void stop() throws Exception {
        webPush.close();
        standIn.close();
    }

    private static WebPushProperties properties(String... testHosts) {
        return new WebPushProperties(
                KEYS,
                "mailto:operator@example.org",
                Set.of(testHosts),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                16);
    }

    private static WebPush to(String... testHosts) throws Exception {
        WebPushProperties properties = properties(testHosts);
        return new WebPush(
                new VapidKey(properties),
                WebPushEndpointsTest.of(properties),
                properties,
                SentinelJson.mapper(),
                Clock.systemUTC());
    }

    private static String publicKey() throws Exception {
        return new VapidKey(properties()).publicKey();
    }

    @Test
    void shouldTellABrowser() throws Exception {
        assertThat(outcome(push("Hi"))).isEqualTo(SENT);
        JsonNode message = onlyMessage();
        assertThat(message.path("webpush").path("notification"))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"title": "Ana", "body": "Hi", "tag": "5f0c",
                                         "data": {"chat_id": "5f0c", "seq": "7"}}
                                        """));
        JsonNode headers = message.path("webpush").path("headers");
        assertThat(headers.path("TTL").asString()).isEqualTo("86400");
        assertThat(headers.path("Urgency").asString()).isEqualTo("high");
    }

    @Test
    void shouldHaveATopicForEachBrowserAndCollapseKey() throws Exception {
        Subscription other = standIn.subscribe(publicKey());
        for (Push push :
                List.of(
                        push(browser, "5f0c", "one", 1),
                        push(browser, "5f0c", "two", 1),
                        push(browser, "6f0c", "three", 1),
                        push(other, "5f0c", "four", 1))) {
            assertThat(outcome(push)).isEqualTo(SENT);
        }
        List<String> topics =
                standIn.sent().stream()
                        .map(Sent::message)
                        .map(message -> message.path("webpush").path("headers").path("Topic"))
                        .map(JsonNode::asString)
                        .toList();
        assertThat(topics).hasSize(4).allMatch(topic -> topic.matches("[A-Za-z0-9_-]{32}"));
        assertThat(topics.get(0)).isEqualTo(topics.get(1));
        assertThat(Set.copyOf(topics)).hasSize(3);
    }

    @Test
    void shouldAskForNoLifeThatIsNotGiven() throws Exception {
        assertThat(outcome(push(browser, "5f0c", "Hi", 90 * 24))).isEqualTo(SENT);
        assertThat(outcome(push(browser, "5f0c", "Hi", -1))).isEqualTo(SENT);
        assertThat(
                        standIn.sent().stream()
                                .map(Sent::message)
                                .map(each -> each.path("webpush").path("headers").path("TTL")))
                .extracting(JsonNode::asString)
                .containsExactly("2419200", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNREGISTERED", "INVALID_TOKEN"})
    void shouldSayThatASubscriptionIsGone(String behaviour) throws Exception {
        standIn.behave(browser.id(), behaviour);
        assertThat(outcome(push("Hi"))).isEqualTo(new PushOutcome.TokenGone());
    }

    @ParameterizedTest
    @CsvSource({"INVALID_ARGUMENT, 400", "SENDER_ID_MISMATCH, 403", "THIRD_PARTY_AUTH_ERROR, 401"})
    void shouldSayThatAPushIsRefused(String behaviour, String status) throws Exception {
        standIn.behave(browser.id(), behaviour);
        assertThat(outcome(push("Hi")))
                .asInstanceOf(type(PushOutcome.Refused.class))
                .extracting(PushOutcome.Refused::why)
                .asString()
                .startsWith(status);
    }

    @Test
    void shouldSayThatAPushIsTooLarge() throws Exception {
        assertThat(outcome(push("x".repeat(5000)))).isInstanceOf(PushOutcome.Refused.class);
        assertThat(outcome(push("x".repeat(3000)))).isEqualTo(SENT);
    }

    /// A subscription is for the key that the browser was given.
    @Test
    void shouldBeRefusedWithAnotherKey() throws Exception {
        String another =
                Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {4, 1, 2});
        Subscription others = standIn.subscribe(another);
        assertThat(outcome(push(others, "5f0c", "Hi", 1))).isInstanceOf(PushOutcome.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "QUOTA_EXCEEDED, 60",
        "QUOTA_EXCEEDED:7s, 7",
        "QUOTA_EXCEEDED:none, 0",
        "UNAVAILABLE:1s, 1",
        "UNAVAILABLE:none, 0",
        "INTERNAL, 0",
        "bad_gateway, 0",
        "broken, 0",
        "slow:30s, 0",
    })
    void shouldPutOffWhatIsNotTakenNow(String behaviour, long seconds) throws Exception {
        standIn.behave(browser.id(), behaviour);
        assertThat(outcome(push("Hi")))
                .asInstanceOf(type(PushOutcome.Later.class))
                .extracting(PushOutcome.Later::after)
                .isEqualTo(Duration.ofSeconds(seconds));
        standIn.behave(browser.id(), "ok");
        assertThat(outcome(push("Hi"))).isEqualTo(SENT);
    }

    @Test
    void shouldPutOffWhileNobodyAnswersAndWhenItIsClosed() throws Exception {
        standIn.close();
        assertThat(outcome(push("Hi"))).isInstanceOf(PushOutcome.Later.class);
        webPush.close();
        assertThat(outcome(push("Hi"))).isInstanceOf(PushOutcome.Later.class);
    }

    /// No name of a private network is connected to, whoever says it.
    @Test
    void shouldNotCallIntoThePrivateNetwork() throws Exception {
        try (ServerSocket inside = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                PublicAddresses names =
                        new PublicAddresses(WebPushEndpointsTest.of(properties()), 1)) {
            inside.setSoTimeout(1);
            for (String host : List.of("localhost", "127.0.0.1", "2130706433", "0x7f000001")) {
                var resolved =
                        new org.eclipse.jetty.util.Promise.Completable<List<InetSocketAddress>>();
                names.resolve(host, inside.getLocalPort(), Map.of(), resolved);
                assertThat(resolved).as(host).failsWithin(Duration.ofSeconds(5));
            }
        }
        // By the sender as a whole: a name that may be registered, and stands for this machine.
        Push push = push(browser, "5f0c", "Hi", 1);
        for (String host : List.of("localhost.localdomain", "ip6-localhost.localdomain")) {
            assertThat(outcome(at("https://" + host + "/x", push)))
                    .isNotInstanceOf(PushOutcome.Sent.class);
        }
        assertThat(outcome(at("https://127.0.0.1/x", push)))
                .isInstanceOf(PushOutcome.Refused.class);
    }

    @Test
    void shouldNotFollowARedirect() throws Exception {
        AtomicInteger followed = new AtomicInteger();
        HttpServer server =
                server(
                        followed,
                        exchange -> {
                            exchange.getResponseHeaders().set("Location", "/elsewhere");
                            exchange.sendResponseHeaders(307, -1);
                            exchange.close();
                        });
        try (WebPush here = to(authority(server))) {
            PushOutcome outcome =
                    here.send(at("http://" + authority(server) + "/x", push("Hi")))
                            .get(5, TimeUnit.SECONDS);
            assertThat(outcome).isInstanceOf(PushOutcome.Refused.class);
            assertThat(followed).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    /// What is taken is taken, though the answer goes on for ever.
    @Test
    void shouldNotReadAnAnswerWithoutEnd() throws Exception {
        AtomicInteger written = new AtomicInteger();
        HttpServer server =
                server(
                        new AtomicInteger(),
                        exchange -> {
                            exchange.sendResponseHeaders(201, 0);
                            byte[] much = "so it goes ".repeat(1000).getBytes(UTF_8);
                            try (OutputStream out = exchange.getResponseBody()) {
                                for (int i = 0; i < 100_000; i++) {
                                    out.write(much);
                                    written.addAndGet(much.length);
                                }
                            }
                        });
        try (WebPush here = to(authority(server))) {
            PushOutcome outcome =
                    here.send(at("http://" + authority(server) + "/x", push("Hi")))
                            .get(5, TimeUnit.SECONDS);
            assertThat(outcome).isEqualTo(SENT);
            assertThat(written.get()).isLessThan(50_000_000);
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer server(AtomicInteger followed, HttpHandler handler) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/x", handler);
        server.createContext(
                "/elsewhere",
                exchange -> {
                    followed.incrementAndGet();
                    exchange.sendResponseHeaders(201, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static String authority(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private PushOutcome outcome(Push push) throws Exception {
        return webPush.send(push).get(20, TimeUnit.SECONDS);
    }

    private JsonNode onlyMessage() {
        assertThat(standIn.sentTo(browser.id())).hasSize(1);
        return standIn.sentTo(browser.id()).getFirst().message();
    }

    private Push push(String body) {
        return push(browser, "5f0c", body, 24);
    }

    private static Push at(String endpoint, Push push) {
        return new Push(
                push.platform(),
                endpoint,
                push.keys(),
                push.collapseKey(),
                push.title(),
                push.body(),
                push.badge(),
                push.data(),
                push.timeToLive());
    }

    private static Push push(Subscription browser, String key, String body, int hours) {
        return new Push(
                Platform.WEB,
                browser.endpoint(),
                new BrowserKeys(browser.p256dh(), browser.auth()),
                key,
                "Ana",
                body,
                3,
                Map.of("chat_id", "5f0c", "seq", "7"),
                Duration.ofHours(hours));
    }
}
