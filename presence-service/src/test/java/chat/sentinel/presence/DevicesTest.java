package chat.sentinel.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What notification-service is told of devices.
class DevicesTest {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();

    @Test
    void aDeviceIsHereWhileItHasASocket() {
        Person ana = new Person();
        Person tablet = ana.onAnotherDevice();
        // By a request alone nothing comes to a device.
        ana.rest.get("/users/update-last-active?user_id=" + ana.id).expect(204);
        await().until(() -> ana.seesActive(ana.id));
        assertThat(here(ana)).isEmpty();

        long before = System.currentTimeMillis();
        ana.beats("n1");
        tablet.beats("n2", 1_000);
        await().until(() -> here(ana).size() == 2);
        JsonNode signs = here(ana);
        assertThat(signs.path(ana.device.toString()).asLong()).isGreaterThanOrEqualTo(before);
        assertThat(signs.path(tablet.device.toString()).asLong())
                .isLessThan(signs.path(ana.device.toString()).asLong());

        tablet.leaves("n2");
        await().until(() -> here(ana).size() == 1);
        await().atMost(PresenceCluster.THRESHOLD.plusSeconds(3)).until(() -> here(ana).isEmpty());
    }

    @Test
    void onlyServicesAreTold() {
        Person ana = new Person();
        assertThat(ana.rest.post("/internal/devices", asked(ana)).status()).isEqualTo(401);
        assertThat(service().post("/internal/devices", Map.of()).status()).isEqualTo(422);
        assertThat(
                        service()
                                .post(
                                        "/internal/devices",
                                        Map.of("user_ids", List.of(UUID.randomUUID().toString())))
                                .expect(200)
                                .path("users")
                                .size())
                .isEqualTo(1);
    }

    private static JsonNode here(Person person) {
        return service()
                .post("/internal/devices", asked(person))
                .expect(200)
                .path("users")
                .path(person.id.toString());
    }

    private static Map<String, List<String>> asked(Person person) {
        return Map.of("user_ids", List.of(person.id.toString()));
    }

    private static RestClient service() {
        return new RestClient(CLUSTER.uri(0)).with(PresenceCluster.INTERNAL_KEY);
    }
}
