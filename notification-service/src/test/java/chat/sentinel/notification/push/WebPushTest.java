package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import chat.sentinel.fcm.FcmStandIn;
import chat.sentinel.fcm.Sent;
import chat.sentinel.fcm.Subscription;
import chat.sentinel.notification.KeyFiles;
import chat.sentinel.notification.device.BrowserKeys;
import chat.sentinel.notification.device.Platform;
import chat.sentinel.notification.device.WebPushEndpoints;
import chat.sentinel.notification.device.WebPushEndpointsTest;
import chat.sentinel.notification.device.WebPushProperties;
import chat.sentinel.servicekit.json.SentinelJson;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    private static final Path KEYS = KeyFiles.vapid();

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

    static WebPushProperties properties(String... testHosts) {
        return new WebPushProperties(
                KEYS,
                "mailto:operator@example.org",
                Set.of(testHosts),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                16);
    }

    static WebPush to(String... testHosts) throws Exception {
        WebPushProperties properties = properties(testHosts);
        return to(properties, WebPushEndpointsTest.of(properties));
    }

    static WebPush to(WebPushProperties properties, WebPushEndpoints endpoints) throws Exception {
        return new WebPush(
                new VapidKey(properties),
                endpoints,
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

    static Push push(Subscription browser, String key, String body, int hours) {
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
