package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.StompClient;
import chat.sentinel.testkit.client.StompListener;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who is not there is told, through NGINX, on devices that Firebase's stand-in keeps.
class NotificationStoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningSystem.Registered account = RunningSystem.register();
    private final String run = UUID.randomUUID().toString();

    /// Two of her devices log off, the third stays: what is written then comes to it, and to the
    /// other two as a push.
    @Test
    void whoLoggedOffIsToldOnEachDeviceOnceAndWhyAThirdWasNot() {
        try (TestUser phone = signsIn("phone", "android");
                TestUser tablet = signsIn("tablet", "ios");
                TestUser laptop = signsIn("laptop", "web");
                TestUser ben = RunningSystem.user()) {
            String chat = ben.startsChatWith(account.userId());
            for (TestUser device : List.of(phone, tablet, laptop)) {
                device.connects();
            }
            phone.socket().frame("DISCONNECT", Map.of("receipt", "bye"));
            tablet.socket().frame("DISCONNECT", Map.of("receipt", "bye"));
            String message = ben.sends(chat, "are you there?");
            laptop.awaitMessage(message);
            laptop.marksSeen(chat, 2);

            for (String device : List.of("phone", "tablet")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(told(device)).containsExactly(message));
            }
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(decisions(laptop, chat))
                                            .containsExactlyInAnyOrder(
                                                    "phone pushed",
                                                    "tablet pushed",
                                                    "laptop active_here"));
            JsonNode stamps =
                    ben.rest
                            .get("/users/chat/" + chat + "/messages/" + message + "/delivery")
                            .expect(200);
            assertThat(stamps.path("pushed").asInt()).isEqualTo(1);
            assertThat(stamps.path("seen").asInt()).isEqualTo(1);
            assertThat(told("laptop")).isEmpty();
            assertThat(told("phone")).hasSize(1);
            assertThat(told("tablet")).hasSize(1);
        }
    }

    @Test
    void inQuietHoursTheListHasIt() throws Exception {
        try (TestUser phone = signsIn("phone", "android");
                TestUser ben = RunningSystem.user()) {
            await().atMost(PATIENCE).until(() -> events("phone").contains("welcome"));
            phone.rest
                    .put(
                            "/notification-preferences",
                            Map.of(
                                    "previews",
                                    true,
                                    "quiet_hours",
                                    Map.of("from", "00:00", "to", "00:00", "zone", "Asia/Tokyo"),
                                    "muted_chats",
                                    List.of()))
                    .expect(200);
            Ear ear = new Ear(phone);
            String chat = ben.startsChatWith(account.userId());
            ben.sends(chat, "good night");

            await().untilAsserted(
                            () ->
                                    assertThat(decisions(phone, chat))
                                            .containsExactly("phone quiet_hours"));
            await().until(() -> ear.heard("good night"));
            JsonNode items = phone.rest.get("/notifications/items").expect(200).path("items");
            assertThat(items.path(0).path("preview").asString()).isEqualTo("good night");
            assertThat(items.path(0).path("sender_id").asString()).isEqualTo(ben.userId);
            phone.rest.post("/notifications/items/seen", Map.of("all", true)).expect(204);
            assertThat(phone.rest.get("/notifications/items").expect(200).path("unseen").asInt())
                    .isZero();
            assertThat(told("phone")).isEmpty();
        }
    }

    @Test
    void whoSignsOutHearsNoMoreOnThatDevice() {
        try (TestUser phone = signsIn("phone", "android");
                TestUser ben = RunningSystem.user()) {
            String chat = ben.startsChatWith(account.userId());
            String before = ben.sends(chat, "before");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(told("phone")).containsExactly(before));
            TestUser other = signsIn("other", "android");
            phone.rest.post("/logout", "").expect(204);
            await().until(() -> other.rest.get("/devices").expect(200).path("devices").size() == 1);
            String after = ben.sends(chat, "after");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(told("other")).containsExactly(after));
            assertThat(told("phone")).containsExactly(before);
            other.close();
        }
    }

    /// What a browser does, with the push service that the stand-in is too.
    @Test
    void aBrowserIsToldWithoutFirebase() {
        RestClient standIn = new RestClient(URI.create(RunningSystem.stack().fcmStandInUrl()));
        try (TestUser phone = signsIn("phone", "android");
                TestUser ben = RunningSystem.user()) {
            JsonNode key = phone.rest.get("/devices/web-push-key").expect(200).path("public_key");
            JsonNode subscription =
                    standIn.post(
                                    "/web-push/subscriptions",
                                    Map.of("application_server_key", key.asString()))
                            .expect(201);
            phone.rest
                    .put(
                            "/devices/browser",
                            Map.of("platform", "web", "subscription", subscription))
                    .expect(200);
            String chat = ben.startsChatWith(account.userId());
            ben.sends(chat, "are you there?");

            String endpoint = subscription.path("endpoint").asString();
            String browser = endpoint.substring(endpoint.lastIndexOf('/') + 1);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    standIn.get("/sent?token=" + browser)
                                                            .expect(200)
                                                            .path("sent")
                                                            .findValuesAsString("body"))
                                            .containsExactly("are you there?"));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(decisions(phone, chat))
                                            .containsExactlyInAnyOrder(
                                                    "phone pushed", "browser pushed"));
        }
    }

    /// A session of its own, whose device is registered; without a socket.
    private TestUser signsIn(String device, String platform) {
        JsonNode login =
                new RestClient(RunningSystem.gateway())
                        .post(
                                "/login",
                                Map.of(
                                        "username",
                                        account.username(),
                                        "password",
                                        account.password()))
                        .expect(200);
        TestUser user =
                new TestUser(
                        RunningSystem.gateway(),
                        account.userId(),
                        TestUser.text(login, "access_token"));
        user.rest
                .put("/devices/" + device, Map.of("platform", platform, "token", token(device)))
                .expect(200);
        return user;
    }

    private String token(String device) {
        return device + "-" + run;
    }

    /// The messages that the device was told of, in their order.
    private List<String> told(String device) {
        return pushed(device)
                .filter(data -> "received_message".equals(TestUser.text(data, "event")))
                .map(data -> TestUser.text(data, "message_id"))
                .toList();
    }

    private List<String> events(String device) {
        return pushed(device).map(data -> TestUser.text(data, "event")).toList();
    }

    private Stream<JsonNode> pushed(String device) {
        URI standIn = URI.create("http://127.0.0.1:" + RunningSystem.stack().ports().fcmStandIn());
        return new RestClient(standIn)
                .get("/sent?token=" + token(device))
                .expect(200)
                .path("sent")
                .valueStream()
                .map(sent -> sent.path("message").path("data"));
    }

    private static List<String> decisions(TestUser user, String chat) {
        return user.rest
                .get("/notifications/decisions?chat_id=" + chat)
                .expect(200)
                .path("decisions")
                .valueStream()
                .map(one -> one.path("device_id").asString() + " " + one.path("outcome").asString())
                .toList();
    }

    /// The alert box of a client.
    private static final class Ear implements StompListener {
        private final List<JsonNode> heard = new CopyOnWriteArrayList<>();

        Ear(TestUser user) throws Exception {
            StompClient.connect(
                            URI.create(
                                    "ws://"
                                            + RunningSystem.gateway().getAuthority()
                                            + "/notifications"),
                            user.accessToken(),
                            Destinations.NOTIFICATIONS_QUEUE,
                            this)
                    .get(10, TimeUnit.SECONDS);
        }

        boolean heard(String preview) {
            return heard.stream()
                    .anyMatch(
                            event ->
                                    preview.equals(
                                            event.path("item").path("preview").asString("")));
        }

        @Override
        public void event(StompClient from, byte[] json) {
            heard.add(JsonMapper.shared().readTree(json));
        }
    }
}
