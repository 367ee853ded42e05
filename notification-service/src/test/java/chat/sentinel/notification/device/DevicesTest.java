package chat.sentinel.notification.device;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import chat.sentinel.testkit.client.RestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Where people's notifications go.
class DevicesTest {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();

    private final Person ana = new Person();
    private final Person ben = new Person();
    private final Devices devices = CLUSTER.bean(Devices.class);

    private static String fresh() {
        return "token-" + UUID.randomUUID();
    }

    private static List<String> namesOf(Person person) {
        return person.rest
                .get("/devices")
                .expect(200)
                .path("devices")
                .valueStream()
                .map(device -> device.path("device_id").asString())
                .sorted()
                .toList();
    }

    private static void waitsFor(Person person, String device) {
        CLUSTER.jdbc()
                .sql(
                        """
                        insert into pushes (user_id, device_id, collapse_key, attempts, messages,
                            first_seq, seq, waits_since, message_at)
                        values (?, ?, 'welcome', 0, 1, 1, 1, now(), now())
                        """)
                .param(person.id.value())
                .param(device)
                .update();
    }

    private static int pushesOf(Person person) {
        return CLUSTER.jdbc()
                .sql("select count(*) from pushes where user_id = ?")
                .param(person.id.value())
                .query(Integer.class)
                .single();
    }

    @Test
    void areShownAndReplacedAndRemoved() {
        String token = fresh();
        JsonNode put =
                ana.rest
                        .put("/devices/Pixel_8.a-1", Map.of("platform", "android", "token", token))
                        .expect(200);
        assertThat(put.propertyNames()).containsExactly("device_id", "platform", "registered_at");
        assertThat(put.path("device_id").asString()).isEqualTo("Pixel_8.a-1");
        assertThat(put.path("registered_at").asString()).endsWith("Z");
        assertThat(put.toString()).doesNotContain(token);

        ana.rest
                .put("/devices/Pixel_8.a-1", Map.of("platform", "web", "token", fresh()))
                .expect(200);
        JsonNode all = ana.rest.get("/devices").expect(200).path("devices");
        assertThat(all).hasSize(1);
        assertThat(all.path(0).path("platform").asString()).isEqualTo("web");
        assertThat(namesOf(ben)).isEmpty();

        waitsFor(ana, "Pixel_8.a-1");
        ana.rest.delete("/devices/Pixel_8.a-1").expect(204);
        ana.rest.delete("/devices/Pixel_8.a-1").expect(204);
        assertThat(namesOf(ana)).isEmpty();
        assertThat(pushesOf(ana)).isZero();
    }

    @Test
    void aTokenMovesToWhoRegistersItLast() {
        String token = fresh();
        ana.registers("phone", token);
        ana.registers("tablet", fresh());
        waitsFor(ana, "phone");
        waitsFor(ana, "tablet");

        ben.registers("phone", token);

        assertThat(namesOf(ana)).containsExactly("tablet");
        assertThat(namesOf(ben)).containsExactly("phone");
        assertThat(pushesOf(ana)).isEqualTo(1);
    }

    @Test
    void aTokenIsOneDevicesWhenManyRegisterItAtOnce() throws Exception {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            people.add(new Person());
        }
        for (int round = 0; round < 5; round++) {
            String token = fresh();
            try (ExecutorService threads = Executors.newFixedThreadPool(people.size())) {
                List<Future<RestClient.Answer>> answers = new ArrayList<>();
                for (int i = 0; i < people.size(); i++) {
                    RestClient rest =
                            i % 2 == 0 ? people.get(i).rest : people.get(i).atTheOtherInstance();
                    answers.add(
                            threads.submit(
                                    () ->
                                            rest.put(
                                                    "/devices/phone",
                                                    Map.of("platform", "ios", "token", token))));
                }
                for (Future<RestClient.Answer> answer : answers) {
                    answer.get().expect(200);
                }
            }
            assertThat(people.stream().mapToInt(person -> namesOf(person).size()).sum())
                    .isEqualTo(1);
        }
    }

    @Test
    void twoWhoSwapTheirTokensBothGetAnAnswer() throws Exception {
        for (int round = 0; round < 10; round++) {
            String one = fresh();
            String other = fresh();
            ana.registers("phone", one);
            ben.registers("phone", other);
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                Future<?> first = threads.submit(() -> ana.registers("phone", other));
                Future<?> second = threads.submit(() -> ben.registers("phone", one));
                first.get();
                second.get();
            }
        }
    }

    @Test
    void areLimitedAlsoForWhoAddsManyAtOnce() throws Exception {
        int most = NotificationCluster.DEVICES_PER_USER;
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(most + 3)) {
            List<Future<RestClient.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < most + 3; i++) {
                String path = "/devices/d" + i;
                RestClient rest = i % 2 == 0 ? ana.rest : ana.atTheOtherInstance();
                answers.add(
                        threads.submit(
                                () -> rest.put(path, Map.of("platform", "ios", "token", fresh()))));
            }
            for (Future<RestClient.Answer> answer : answers) {
                statuses.add(answer.get().status());
                if (answer.get().status() != 200) {
                    assertThat(answer.get().body().path("code").asString())
                            .isEqualTo("too_many_devices");
                }
            }
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(most);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(3);
        List<String> names = namesOf(ana);
        assertThat(names).hasSize(most);
        ana.registers(names.getFirst(), fresh());
    }

    @Test
    void areForPeopleOnly() {
        RestClient application = ana.application();
        assertThat(application.get("/devices").status()).isEqualTo(403);
        assertThat(application.delete("/devices/x").status()).isEqualTo(403);
        assertThat(application.put("/devices/x", Map.of("platform", "web", "token", "t")).status())
                .isEqualTo(403);
    }

    @Test
    void goWithTheirSession() {
        Person elsewhere = ana.inAnotherSession();
        ana.registers("phone", fresh());
        elsewhere.registers("tablet", fresh());
        ben.registers("phone", fresh());
        waitsFor(ana, "phone");
        waitsFor(ana, "tablet");

        devices.endOfSessions(List.of(ana.session));

        assertThat(namesOf(ana)).containsExactly("tablet");
        assertThat(pushesOf(ana)).isEqualTo(1);
        assertThat(namesOf(ben)).containsExactly("phone");
    }

    @Test
    void areKeptByTheSessionThatRegisteredThemLast() {
        Person elsewhere = ana.inAnotherSession();
        ana.registers("phone", fresh());
        elsewhere.registers("phone", fresh());

        devices.endOfSessions(List.of(ana.session));

        assertThat(namesOf(ana)).containsExactly("phone");
    }

    @Test
    void goWithTheirToken() {
        String token = fresh();
        ana.registers("phone", token);
        waitsFor(ana, "phone");

        devices.gone(ana.id, "phone", "the one before");
        assertThat(namesOf(ana)).containsExactly("phone");
        assertThat(pushesOf(ana)).isEqualTo(1);

        devices.gone(ana.id, "phone", token);
        assertThat(namesOf(ana)).isEmpty();
        assertThat(pushesOf(ana)).isZero();
    }

    @Test
    void goWithTheirOwner() {
        ana.registers("phone", fresh());
        waitsFor(ana, "phone");
        waitsFor(ana, "one that is gone");
        ben.registers("phone", fresh());

        devices.erase(ana.id);

        assertThat(namesOf(ana)).isEmpty();
        assertThat(pushesOf(ana)).isZero();
        assertThat(namesOf(ben)).containsExactly("phone");
    }
}
