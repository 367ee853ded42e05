package chat.sentinel.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who sees what of whom over REST.
class SeenTest {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();

    private final Person ana = new Person();
    private final Person ben = new Person();

    @BeforeEach
    void shareAChat() {
        CLUSTER.chat(ana.id, ben.id);
        ana.beats("n1");
        await().until(() -> ben.seesActive(ana.id));
    }

    @Test
    void whoSharesAChatSees() {
        JsonNode seen = ben.sees(ana.id);

        assertThat(seen.propertyNames())
                .containsExactly("user_id", "active", "last_active_timestamp", "status");
        assertThat(seen.path("user_id").asString()).isEqualTo(ana.id.toString());
        assertThat(seen.path("status"))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree("{\"kind\":\"available\",\"text\":null,\"until\":null}"));
        assertThat(activity(ben, ana.name))
                .isEqualTo("{\"username\":\"" + ana.name + "\",\"active\":true}");
        assertThat(lastActive(ben, ana.id))
                .matches(
                        "\\{\"user_id\":\""
                                + ana.id
                                + "\",\"last_active_timestamp\":\"[-0-9T:.]{23}Z\"}");
    }

    @Test
    void strangersAndUnknownsLookAlike() {
        Person stranger = new Person();
        UserId nobody = new UserId(UUID.randomUUID());

        String ofAna = stranger.sees(ana.id).toString().replace(ana.id.toString(), "ID");
        String ofNobody = stranger.sees(nobody).toString().replace(nobody.toString(), "ID");

        assertThat(ofAna)
                .isEqualTo(ofNobody)
                .isEqualTo(
                        "{\"user_id\":\"ID\",\"active\":false,\"last_active_timestamp\":null,\"status\":null}");
        assertThat(activity(stranger, ana.name)).contains("\"active\":false");
        assertThat(activity(stranger, "nobody-at-all")).contains("\"active\":false");
        assertThat(lastActive(stranger, ana.id)).contains("\"last_active_timestamp\":null");
        assertThat(lastActive(stranger, nobody)).contains("\"last_active_timestamp\":null");
    }

    @Test
    void whoLeftTheChatSeesNothingMore() {
        Person carl = new Person();
        var chat = CLUSTER.chat(ana.id, carl.id);
        await().until(() -> carl.seesActive(ana.id));

        CLUSTER.member(chat, carl.id, false);

        await().until(() -> carl.sees(ana.id).path("last_active_timestamp").isNull());
        assertThat(carl.seesActive(ana.id)).isFalse();
    }

    @Test
    void aBlockLooksAsIfSheHadLeft() throws InterruptedException {
        CLUSTER.block(ana.id, ben.id, 2, true);
        await().until(() -> !ben.seesActive(ana.id));
        JsonNode frozen = ben.sees(ana.id);
        assertThat(frozen.path("last_active_timestamp").isString()).isTrue();
        assertThat(frozen.path("status").isNull()).isTrue();

        for (int i = 0; i < 3; i++) {
            Thread.sleep(200);
            ana.beats("n1");
            ana.says("busy");
            assertThat(ben.sees(ana.id)).isEqualTo(frozen);
        }
        assertThat(ana.seesActive(ana.id)).isTrue();
        assertThat(activity(ben, ana.name)).contains("\"active\":false");

        ben.beats("n1");
        await().until(() -> ben.seesActive(ben.id));
        assertThat(ana.seesActive(ben.id)).as("nor does who blocked").isFalse();

        CLUSTER.block(ana.id, ben.id, 3, false);
        await().until(() -> ben.seesActive(ana.id));
    }

    @Test
    void whoIsInvisibleLooksAsIfSheHadLeft() throws InterruptedException {
        ana.says("invisible");
        await().until(() -> !ben.seesActive(ana.id));
        JsonNode frozen = ben.sees(ana.id);
        assertThat(frozen.path("active").booleanValue()).isFalse();
        assertThat(frozen.path("last_active_timestamp").isString()).isTrue();
        assertThat(frozen.path("status").isNull()).isTrue();

        for (int i = 0; i < 3; i++) {
            Thread.sleep(200);
            ana.beats("n1");
            assertThat(ben.sees(ana.id)).isEqualTo(frozen);
        }
        JsonNode own = ana.sees(ana.id);
        assertThat(own.path("active").booleanValue()).isTrue();
        assertThat(own.path("status").path("kind").asString()).isEqualTo("invisible");

        ana.says("away");
        assertThat(ben.sees(ana.id).path("status").path("kind").asString()).isEqualTo("away");
    }

    /// What Redis forgets must not show who is invisible: her status is kept by Kafka.
    @Test
    void whatRedisForgetsIsSaidAgain() {
        Node node = new Node();
        ana.says("invisible");
        await().until(() -> !ben.seesActive(ana.id));
        Person busy = new Person();
        CLUSTER.chat(busy.id, ben.id);
        busy.rest
                .put("/users/me/status", Map.of("kind", "busy", "text", "in a meeting"))
                .expect(200);

        CLUSTER.redisForgets();
        ana.beats("n1");
        busy.beats("n1");

        await().until(() -> ben.seesActive(busy.id));
        assertThat(ben.sees(busy.id).path("status").path("text").asString())
                .isEqualTo("in a meeting");
        await().until(() -> ana.seesActive(ana.id));
        assertThat(ben.seesActive(ana.id)).isFalse();
        await().until(node::isAskedForEverything);
        assertThat(ben.sees(ana.id).path("last_active_timestamp").isNull())
                .as("not the time at which she was heard of again")
                .isTrue();
    }

    @Test
    void asksForManyAtOnce() {
        Person carl = new Person();
        List<String> ids =
                List.of(
                        carl.id.toString(),
                        ana.id.toString(),
                        ana.id.toString(),
                        ben.id.toString());

        JsonNode users =
                ben.rest
                        .post("/users/presence/query", Map.of("user_ids", ids))
                        .expect(200)
                        .path("users");

        assertThat(users.findValuesAsString("user_id"))
                .containsExactly(carl.id.toString(), ana.id.toString(), ben.id.toString());
    }

    private static String activity(Person who, String name) {
        var answer = who.rest.get("/users/user_activity?username=" + name);
        answer.expect(200);
        return answer.raw().body();
    }

    private static String lastActive(Person who, UserId of) {
        var answer = who.rest.get("/users/last_active?user_id=" + of);
        answer.expect(200);
        return answer.raw().body();
    }
}
