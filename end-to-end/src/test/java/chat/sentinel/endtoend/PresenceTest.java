package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Dots follow people, through NGINX, two instances of message-service and presence-service.
class PresenceTest {
    /// In which a change is seen at the latest, and what two busy cores may add in a build.
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private static final Duration LEAVE = Duration.ofSeconds(2);
    private static final Duration BUSY_MACHINE = Duration.ofSeconds(2);

    @Test
    void dotsFollowPeople() {
        RunningSystem.Registered account = RunningSystem.register();
        TestUser ana =
                new TestUser(RunningSystem.gateway(), account.userId(), account.accessToken());
        try (TestUser ben = RunningSystem.user().at(RunningSystem.instance(1)).connects();
                TestUser stranger = RunningSystem.user()) {
            ben.startsChatWith(account.userId());
            watch(ben, account.userId());
            watch(stranger, account.userId());
            dot(ben, 0, false);
            JsonNode strangers = dot(stranger, 0, false);
            assertThat(strangers.path("last_active_timestamp").isNull()).isTrue();

            int heard = ben.events().size();
            long began = System.nanoTime();
            ana.at(RunningSystem.instance(2)).connects();
            JsonNode active = dot(ben, heard, true);
            within(began, CONNECT);
            assertThat(active.path("status").path("kind").asString()).isEqualTo("available");
            assertThat(activity(ben, account.username())).isTrue();
            assertThat(activity(stranger, account.username())).isFalse();

            heard = ben.events().size();
            status(ana, "busy");
            assertThat(dot(ben, heard, true).path("status").path("kind").asString())
                    .isEqualTo("busy");
            heard = ben.events().size();
            status(ana, "invisible");
            JsonNode hidden = dot(ben, heard, false);
            assertThat(hidden.path("status").isNull()).isTrue();
            assertThat(activity(ben, account.username())).isFalse();
            heard = ben.events().size();
            status(ana, "available");
            dot(ben, heard, true);

            heard = ben.events().size();
            ana.rest.put("/users/me/blocks/" + ben.userId, Map.of()).expect(204);
            dot(ben, heard, false);
            assertThat(activity(ben, account.username())).isFalse();
            heard = ben.events().size();
            ana.rest.delete("/users/me/blocks/" + ben.userId).expect(204);
            dot(ben, heard, true);

            heard = ben.events().size();
            began = System.nanoTime();
            ana.socket().frame("DISCONNECT", Map.of("receipt", "bye"));
            dot(ben, heard, false);
            within(began, LEAVE);

            heard = ben.events().size();
            ana.connects();
            dot(ben, heard, true);
            heard = ben.events().size();
            began = System.nanoTime();
            // As a kill does: the connection ends, nobody says goodbye.
            ana.socket().breaks();
            dot(ben, heard, false);
            Duration silent = Duration.ofNanos(System.nanoTime() - began);
            assertThat(silent).isLessThan(RunningSystem.THRESHOLD.plusSeconds(5));
            assertThat(silent).isGreaterThan(LEAVE);

            // The stranger was told once, and nothing since.
            assertThat(stranger.events().stream().filter(e -> TestUser.is(e, "presence_changed")))
                    .hasSize(1);
        } finally {
            ana.close();
        }
    }

    @Test
    void whoHasNoSocketIsSeenByHisRequests() {
        RunningSystem.Registered account = RunningSystem.register();
        RestClient ana = new RestClient(RunningSystem.gateway()).with(account.accessToken());
        try (TestUser ben = RunningSystem.user()) {
            ben.startsChatWith(account.userId());
            watch(ben, account.userId());
            dot(ben, 0, false);

            ana.get("/users/chat").expect(200);
            dot(ben, 0, true);

            ana.get("/users/update-last-active?user_id=" + account.userId()).expect(204);
            ana.post("/users/update-last-active?user_id=" + account.userId(), "").expect(204);
            assertThat(
                            ben.rest
                                    .get("/users/last_active?user_id=" + account.userId())
                                    .expect(200)
                                    .path("last_active_timestamp")
                                    .isString())
                    .isTrue();
            JsonNode seen =
                    ben.rest
                            .post(
                                    "/users/presence/query",
                                    Map.of("user_ids", List.of(account.userId())))
                            .expect(200)
                            .path("users")
                            .path(0);
            assertThat(seen.path("active").booleanValue()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET  | /users/user_activity                                                         |      | 400 | invalid_request",
                "GET  | /users/last_active?user_id=x                                                 |      | 400 | invalid_request",
                "GET  | /users/update-last-active?user_id=00000000-0000-4000-8000-000000000000       |      | 403 | forbidden",
                "POST | /users/update-last-active?user_id=00000000-0000-4000-8000-000000000000       |      | 403 | forbidden",
                "POST | /users/presence/query | {\"user_ids\":[]}                                           | 422 | validation_failed",
                "PUT  | /users/me/status      | {\"kind\":\"asleep\"}                                       | 422 | validation_failed",
                "PUT  | /users/me/status      | nonsense                                                    | 400 | invalid_request",
            })
    void badInputGetsAClearAnswer(
            String method, String path, String body, int status, String code) {
        RestClient.Answer answer =
                new RestClient(RunningSystem.gateway()).with(Asking.TOKEN).call(method, path, body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
    }

    private static final class Asking {
        static final String TOKEN = RunningSystem.register().accessToken();
    }

    private static void watch(TestUser watcher, String userId) {
        watcher.send("/app/watch_presence", Map.of("user_ids", List.of(userId)));
    }

    private static void status(TestUser user, String kind) {
        user.rest.put("/users/me/status", Map.of("kind", kind)).expect(200);
    }

    private static boolean activity(TestUser asking, String username) {
        return asking.rest
                .get("/users/user_activity?username=" + username)
                .expect(200)
                .path("active")
                .booleanValue();
    }

    private static JsonNode dot(TestUser watcher, int heard, boolean active) {
        return watcher.awaitEventAfter(
                heard,
                event ->
                        TestUser.is(event, "presence_changed")
                                && event.path("active").booleanValue() == active);
    }

    private static void within(long began, Duration limit) {
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(limit.plus(BUSY_MACHINE));
    }
}
