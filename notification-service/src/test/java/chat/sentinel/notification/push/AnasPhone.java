package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.fcm.Sent;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import chat.sentinel.notification.TalkedChat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/// Ana, who may register a phone, and Ben, who talks to her.
abstract class AnasPhone {
    static final NotificationCluster CLUSTER = NotificationCluster.shared();

    final Person ana = new Person();
    final Person ben = new Person();

    /// Its token.
    final String phone = "phone-" + UUID.randomUUID();

    @AfterEach
    void everythingIsWellAgain() {
        CLUSTER.presence().isSilent(false);
        CLUSTER.fcm().behave("*", "ok");
    }

    List<Sent> awaitPush(int number) {
        await().until(() -> CLUSTER.fcm().sentTo(phone).size() >= number);
        return CLUSTER.fcm().sentTo(phone);
    }

    void awaitDecision(TalkedChat chat, String outcome) {
        await().untilAsserted(() -> assertThat(outcomes(chat)).containsExactly("phone " + outcome));
    }

    /// Device and outcome, of ana's decisions.
    List<String> outcomes(TalkedChat chat) {
        return ana.rest
                .get("/notifications/decisions?chat_id=" + chat.id)
                .expect(200)
                .path("decisions")
                .valueStream()
                .map(one -> one.path("device_id").asString() + " " + one.path("outcome").asString())
                .toList();
    }

    static String shown(JsonNode message) {
        JsonNode notification =
                message.has("notification")
                        ? message.path("notification")
                        : message.path("android").path("notification");
        return notification.path("title").asString() + ": " + notification.path("body").asString();
    }
}
