package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.fcm.FcmStandIn;
import chat.sentinel.notification.device.Platform;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real SDK over HTTP, to the stand-in.
class FcmTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC);
    private static final PushOutcome SENT = new PushOutcome.Sent();

    @TempDir Path folder;
    private FcmStandIn standIn;
    private Fcm fcm;

    @BeforeEach
    void start() throws Exception {
        standIn = FcmStandIn.start(folder);
        fcm = to(standIn.endpoint());
    }

    @AfterEach
    void stop() {
        fcm.close();
        standIn.close();
    }

    private Fcm to(URI endpoint) throws Exception {
        return new Fcm(
                new FcmProperties(
                        standIn.serviceAccount(),
                        endpoint,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        16),
                CLOCK);
    }

    @Test
    void shouldTellAndroid() throws Exception {
        assertThat(outcome(push(Platform.ANDROID))).isEqualTo(SENT);
        assertThat(message())
                .isEqualTo(
                        json(
                                """
                                {"token": "T", "data": {"chat_id": "5f0c", "seq": "7"},
                                 "android": {"priority": "high", "collapse_key": "5f0c", "ttl": "86400s",
                                   "notification": {"title": "Ana", "body": "Hi", "tag": "5f0c"}}}
                                """));
    }

    @Test
    void shouldTellIos() throws Exception {
        assertThat(outcome(push(Platform.IOS))).isEqualTo(SENT);
        assertThat(message())
                .isEqualTo(
                        json(
                                """
                                {"token": "T", "data": {"chat_id": "5f0c", "seq": "7"},
                                 "apns": {
                                   "headers": {"apns-priority": "10", "apns-collapse-id": "5f0c",
                                     "apns-expiration": "1795392000"},
                                   "payload": {"aps": {"alert": {"title": "Ana", "body": "Hi"}, "badge": 3,
                                     "thread-id": "5f0c", "mutable-content": 1}}}}
                                """));
    }

    @Test
    void shouldTellABrowser() throws Exception {
        assertThat(outcome(push(Platform.WEB))).isEqualTo(SENT);
        assertThat(message())
                .isEqualTo(
                        json(
                                """
                                {"token": "T", "data": {"chat_id": "5f0c", "seq": "7"},
                                 "webpush": {"headers": {"TTL": "86400", "Urgency": "high"},
                                   "notification": {"title": "Ana", "body": "Hi", "tag": "5f0c"}}}
                                """));
    }

    @Test
    void shouldHashACollapseKeyThatAppleWouldNotTake() throws Exception {
        for (String key : List.of("k".repeat(64), "é".repeat(33), "é".repeat(34))) {
            assertThat(outcome(push(Platform.IOS, "T", key, "Hi", Duration.ofHours(1))))
                    .isEqualTo(SENT);
        }
        List<String> ids =
                standIn.sentTo("T").stream()
                        .map(sent -> sent.message().path("apns").path("headers"))
                        .map(headers -> headers.path("apns-collapse-id").stringValue())
                        .toList();
        assertThat(ids.getFirst()).isEqualTo("k".repeat(64));
        assertThat(ids.subList(1, 3))
                .allSatisfy(id -> assertThat(id).matches("[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Platform.class)
    void shouldAskForNoLifeThatFirebaseDoesNotGive(Platform platform) throws Exception {
        for (Duration life : List.of(Duration.ofDays(90), Duration.ofSeconds(-1))) {
            assertThat(outcome(push(platform, "T", "5f0c", "Hi", life))).isEqualTo(SENT);
        }
    }

    @Test
    void shouldAnswerInTheOrderOfThePushes() throws Exception {
        standIn.behave("T3", "UNREGISTERED");
        standIn.behave("T4", "slow:400ms");
        List<Push> pushes =
                IntStream.range(0, Fcm.MOST)
                        .mapToObj(
                                i ->
                                        // Nobody can be sent to without a token.
                                        push(
                                                Platform.ANDROID,
                                                i == 7 ? "" : "T" + i,
                                                "5f0c",
                                                "Hi",
                                                Duration.ofHours(1)))
                        .toList();
        List<PushOutcome> outcomes = all(fcm.send(pushes)).get(60, TimeUnit.SECONDS);
        assertThat(outcomes).hasSize(Fcm.MOST);
        for (int i = 0; i < Fcm.MOST; i++) {
            if (i == 3) {
                assertThat(outcomes.get(i)).isEqualTo(new PushOutcome.TokenGone());
            } else if (i == 7) {
                assertThat(outcomes.get(i)).isInstanceOf(PushOutcome.Refused.class);
            } else {
                assertThat(outcomes.get(i)).as("%d", i).isEqualTo(SENT);
            }
        }
        assertThat(standIn.sent()).hasSize(Fcm.MOST - 2);
    }

    @Test
    void shouldTakeFiveHundredAtOnceAndNone() throws Exception {
        assertThat(all(fcm.send(List.of())).get(1, TimeUnit.SECONDS)).isEmpty();
        assertThatThrownBy(() -> fcm.send(Collections.nCopies(501, push(Platform.WEB))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNREGISTERED", "INVALID_TOKEN"})
    void shouldSayThatATokenIsGone(String behaviour) throws Exception {
        standIn.behave("T", behaviour);
        assertThat(outcome(push(Platform.IOS))).isEqualTo(new PushOutcome.TokenGone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVALID_ARGUMENT", "SENDER_ID_MISMATCH", "THIRD_PARTY_AUTH_ERROR"})
    void shouldSayThatAPushIsRefused(String behaviour) throws Exception {
        standIn.behave("T", behaviour);
        assertThat(outcome(push(Platform.IOS)))
                .isInstanceOfSatisfying(
                        PushOutcome.Refused.class,
                        refused -> assertThat(refused.why()).startsWith(behaviour + ": "));
    }

    @Test
    void shouldSayThatAPushIsTooLarge() throws Exception {
        Push large = push(Platform.WEB, "T", "5f0c", "x".repeat(5000), Duration.ofHours(1));
        assertThat(outcome(large)).isInstanceOf(PushOutcome.Refused.class);
        assertThat(outcome(push(Platform.WEB))).isEqualTo(SENT);
    }

    /// Soon: nothing waits in here before it is tried again.
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
    })
    void shouldPutOffWhatIsNotTakenNow(String behaviour, long seconds) throws Exception {
        standIn.behave("T", behaviour);
        // The access token is fetched.
        assertThat(outcome(push(Platform.WEB, "U", "k", "Hi", Duration.ofHours(1))))
                .isEqualTo(SENT);
        long begun = System.nanoTime();
        assertThat(outcome(push(Platform.ANDROID)))
                .isInstanceOfSatisfying(
                        PushOutcome.Later.class,
                        later ->
                                assertThat(later.after())
                                        .as(later.why())
                                        .isEqualTo(Duration.ofSeconds(seconds)));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(450));
        standIn.behave("T", "ok");
        assertThat(outcome(push(Platform.ANDROID))).isEqualTo(SENT);
        assertThat(standIn.sentTo("T")).hasSize(1);
    }

    @Test
    void shouldPutOffWhatIsAnsweredTooLate() throws Exception {
        standIn.behave("T", "slow:30s");
        long begun = System.nanoTime();
        assertThat(outcome(push(Platform.ANDROID)))
                .isInstanceOfSatisfying(
                        PushOutcome.Later.class,
                        later -> assertThat(later.why()).contains("No answer within PT2S"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void shouldPutOffWhileNobodyAnswers() throws Exception {
        assertThat(outcome(push(Platform.ANDROID))).isEqualTo(SENT);
        standIn.close();
        assertThat(outcome(push(Platform.ANDROID))).isInstanceOf(PushOutcome.Later.class);
    }

    @Test
    void shouldPutOffWhileThereIsNoAccess() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (FcmStandIn elsewhere = FcmStandIn.start(other);
                Fcm stranger = to(elsewhere.endpoint())) {
            // Its access token is another's.
            assertThat(all(stranger.send(List.of(push(Platform.WEB)))).get(20, TimeUnit.SECONDS))
                    .singleElement()
                    .isInstanceOf(PushOutcome.Later.class);
        }
        standIn.close();
        try (Fcm fresh = to(standIn.endpoint())) {
            assertThat(all(fresh.send(List.of(push(Platform.WEB)))).get(20, TimeUnit.SECONDS))
                    .singleElement()
                    .isInstanceOf(PushOutcome.Later.class);
        }
    }

    @Test
    void shouldAnswerForAllWhenItIsClosed() throws Exception {
        standIn.behave("*", "slow:30s");
        var answers = all(fcm.send(Collections.nCopies(50, push(Platform.WEB))));
        fcm.close();
        assertThat(answers.get(10, TimeUnit.SECONDS))
                .hasSize(50)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(PushOutcome.Later.class));
        assertThat(all(fcm.send(List.of(push(Platform.WEB)))).get(1, TimeUnit.SECONDS))
                .singleElement()
                .isInstanceOf(PushOutcome.Later.class);
    }

    @Test
    void shouldReadADateOfRetryAfter() {
        Instant now = CLOCK.instant();
        assertThat(FcmAnswers.parsed("Sun, 22 Nov 2026 00:01:30 GMT", now))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(FcmAnswers.parsed("Sat, 21 Nov 2026 00:01:30 GMT", now)).isZero();
        assertThat(FcmAnswers.parsed("soon", now)).isZero();
    }

    private PushOutcome outcome(Push push) throws Exception {
        return all(fcm.send(List.of(push))).get(20, TimeUnit.SECONDS).getFirst();
    }

    private JsonNode message() {
        assertThat(standIn.sentTo("T")).hasSize(1);
        return standIn.sentTo("T").getFirst().message();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static Push push(Platform platform) {
        return push(platform, "T", "5f0c", "Hi", Duration.ofHours(24));
    }

    private static Push push(
            Platform platform, String token, String key, String body, Duration lives) {
        return new Push(
                platform,
                token,
                null,
                key,
                "Ana",
                body,
                3,
                Map.of("chat_id", "5f0c", "seq", "7"),
                lives);
    }

    private static CompletableFuture<List<PushOutcome>> all(
            List<CompletableFuture<PushOutcome>> each) {
        return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> each.stream().map(CompletableFuture::join).toList());
    }
}
