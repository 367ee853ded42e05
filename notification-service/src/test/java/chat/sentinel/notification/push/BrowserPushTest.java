package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.fcm.Sent;
import chat.sentinel.fcm.Subscription;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import chat.sentinel.notification.TalkedChat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Ana's browser, which is told by its own push service, with the same promises as a phone.
class BrowserPushTest extends AnasPhone {
    private final Subscription browser =
            CLUSTER.fcm()
                    .subscribe(
                            ana.rest
                                    .get("/devices/web-push-key")
                                    .expect(200)
                                    .path("public_key")
                                    .asString());

    /// An instance of before Web Push leaves the keys when a device gets a token of Firebase's.
    @Test
    void whoseTokenIsFirebasesIsToldByFirebase() {
        ana.registersBrowser("phone", browser);
        CLUSTER.jdbc()
                .sql("update devices set token = ? where user_id = ?")
                .param(phone)
                .param(ana.id.value())
                .update();
        TalkedChat.ofTwo(ana, ben).says(ben, "are you there?");
        JsonNode got = awaitPush(1).getFirst().message();
        assertThat(got.path("webpush").path("notification").path("body").asString())
                .isEqualTo("are you there?");
    }

    @Test
    void isToldOnceAndWithItsPhone() {
        ana.registersBrowser("browser", browser);
        ana.registers("phone", phone);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        TalkedChat.Message message = chat.says(ben, "are you there?");
        JsonNode got = awaitBrowser(1).getFirst().message();
        JsonNode shown = got.path("webpush").path("notification");
        assertThat(shown.path("title").asString()).isEqualTo(ben.name);
        assertThat(shown.path("body").asString()).isEqualTo("are you there?");
        assertThat(shown.path("tag").asString()).isEqualTo(chat.id.toString());
        assertThat(got.path("data").path("message_id").asString())
                .isEqualTo(message.id().toString());
        awaitPush(1);
        await().untilAsserted(
                        () ->
                                assertThat(outcomes(chat))
                                        .containsExactlyInAnyOrder(
                                                "browser pushed", "phone pushed"));
        chat.says(ben, "hello?");
        assertThat(awaitBrowser(2)).hasSize(2);
        awaitPush(2);
    }

    @Test
    void isNoDeviceAnyMoreWhenItsSubscriptionIsGone() {
        ana.registersBrowser("phone", browser);
        CLUSTER.fcm().behave(browser.id(), "UNREGISTERED");
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "device_gone");
        assertThat(ana.rest.get("/devices").expect(200).path("devices")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"QUOTA_EXCEEDED:7s", "UNAVAILABLE:7s"})
    void isToldLaterAsItsServiceAsks(String behaviour) {
        ana.registersBrowser("phone", browser);
        CLUSTER.fcm().behave(browser.id(), behaviour);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        // The first pause of those that nobody asks for is a second at the most.
        await().until(() -> waits("attempts = 1 and due_at > now() + interval '4 seconds'"));
        CLUSTER.fcm().behave(browser.id(), "ok");
        CLUSTER.jdbc()
                .sql("update pushes set due_at = now() where user_id = ?")
                .param(ana.id.value())
                .update();
        awaitBrowser(1);
        awaitDecision(chat, "pushed");
    }

    @Test
    void isNotToldAgainWhatItsServiceRefuses() {
        ana.registersBrowser("phone", browser);
        CLUSTER.fcm().behave(browser.id(), "INVALID_ARGUMENT");
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        double before = CLUSTER.deadLetters();
        chat.says(ben, "are you there?");
        awaitDecision(chat, "refused");
        assertThat(CLUSTER.refused()).contains(ana.id.toString());
        assertThat(CLUSTER.deadLetters()).isGreaterThan(before);
        assertThat(ana.rest.get("/devices").expect(200).path("devices")).hasSize(1);
    }

    @Test
    void mayBecomeAPhoneWhileAPushWaits() {
        ana.registersBrowser("phone", browser);
        CLUSTER.presence().gaveSign(ana, System.currentTimeMillis() - 1_000);
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        chat.says(ben, "are you there?");
        awaitDecision(chat, "waiting");
        ana.registers("phone", phone);
        CLUSTER.presence().left(ana);
        awaitPush(1);
        assertThat(CLUSTER.fcm().sentTo(browser.id())).isEmpty();
    }

    @Test
    void isWelcomed() {
        ana.registersBrowser("phone", browser);
        ana.isWelcomed();
        CLUSTER.bean(Welcome.class).greet(ana.id);
        assertThat(
                        awaitBrowser(1)
                                .getFirst()
                                .message()
                                .path("webpush")
                                .path("notification")
                                .path("tag")
                                .asString())
                .isEqualTo("welcome");
    }

    /// However many wait for that: more than are under way of both kinds together.
    @Test
    void doesNotWaitForFirebase() {
        CLUSTER.fcm().behave("*", "slow:15s");
        CLUSTER.fcm().behave(browser.id(), "ok");
        for (int i = 0; i < 4; i++) {
            ana.registers("phone-" + i, "phone-" + UUID.randomUUID());
        }
        for (int i = 0; i < NotificationCluster.IN_FLIGHT + 5; i++) {
            TalkedChat.ofTwo(ana, ben).says(ben, "are you there?");
        }
        await().until(() -> waits("due_at > now()"));
        Person cleo = new Person();
        cleo.registersBrowser("browser", browser);
        TalkedChat.ofTwo(cleo, ben).says(ben, "are you there?");
        awaitBrowser(1);
        assertThat(cleo.items().path("unseen").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://push.example.org/x | BNcR | subscription.endpoint",
                "https://127.0.0.1/x | BNcR | subscription.endpoint",
                "https://push.example.org/x | BNcR | subscription.keys",
            })
    void isNotRegisteredWithWhatIsNone(String endpoint, String p256dh, String field) {
        JsonNode problem =
                ana.rest
                        .put(
                                "/devices/phone",
                                Map.of(
                                        "platform",
                                        "web",
                                        "subscription",
                                        Map.of(
                                                "endpoint",
                                                endpoint,
                                                "keys",
                                                Map.of("p256dh", p256dh, "auth", "AAAA"))))
                        .expect(422);
        assertThat(problem.toString()).contains("\"" + field + "\"");
    }

    private List<Sent> awaitBrowser(int number) {
        await().until(() -> CLUSTER.fcm().sentTo(browser.id()).size() >= number);
        return CLUSTER.fcm().sentTo(browser.id());
    }

    private boolean waits(String condition) {
        return CLUSTER.jdbc()
                .sql("select exists (select from pushes where user_id = ? and " + condition + ")")
                .param(ana.id.value())
                .query(Boolean.class)
                .single();
    }
}
