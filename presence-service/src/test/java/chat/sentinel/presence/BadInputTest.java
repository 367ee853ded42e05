package chat.sentinel.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.client.RestClient;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bad input gets a clear answer and changes nothing.
class BadInputTest {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();
    private static final Person ANA = new Person();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET  | /users/user_activity                         |    | 400 | invalid_request   | username",
                "GET  | /users/user_activity?username=               |    | 422 | validation_failed | username",
                "GET  | /users/user_activity?username=a%20b%20c      |    | 422 | validation_failed | username",
                "GET  | /users/last_active                           |    | 400 | invalid_request   | user_id",
                "GET  | /users/last_active?user_id=7                 |    | 400 | invalid_request   | user_id",
                "GET  | /users/update-last-active                    |    | 400 | invalid_request   | user_id",
                "POST | /users/update-last-active?user_id=x          |    | 400 | invalid_request   | user_id",
                "PUT  | /users/update-last-active?user_id=x          |    | 405 | method_not_allowed | ",
                "GET  | /users/presence/query                        |    | 405 | method_not_allowed | ",
                "POST | /users/presence/query                        |    | 400 | invalid_request   | ",
                "POST | /users/presence/query  | {}                       | 422 | validation_failed | user_ids",
                "POST | /users/presence/query  | {\"user_ids\":[]}        | 422 | validation_failed | user_ids",
                "POST | /users/presence/query  | {\"user_ids\":[null]}    | 422 | validation_failed | user_ids",
                "POST | /users/presence/query  | {\"user_ids\":[\"x\"]}   | 400 | invalid_request   | user_ids[]",
                "POST | /users/presence/query  | {\"user_ids\":\"x\"}     | 400 | invalid_request   | user_ids",
                "PUT  | /users/me/status | {}                             | 422 | validation_failed | kind",
                "PUT  | /users/me/status | {\"kind\":\"asleep\"}          | 422 | validation_failed | kind",
                "PUT  | /users/me/status | {\"kind\":7}                   | 400 | invalid_request   | kind",
                "PUT  | /users/me/status | {\"kind\":\"busy\",\"text\":\"a\\nb\"}                    | 422 | validation_failed | text",
                "PUT  | /users/me/status | {\"kind\":\"busy\",\"text\":\"half \\ud800\"}             | 422 | validation_failed | text",
                "PUT  | /users/me/status | {\"kind\":\"busy\",\"text\":\"a\\u2028b\"}               | 422 | validation_failed | text",
                "PUT  | /users/me/status | {\"kind\":\"busy\",\"until\":\"soon\"}                    | 422 | validation_failed | until",
                "PUT  | /users/me/status | {\"kind\":\"busy\",\"until\":\"2020-01-01T00:00:00Z\"}    | 422 | validation_failed | until",
                "PUT  | /users/me/status | {\"kind\":\"busy\",\"until\":\"9999-01-01T00:00:00Z\"}    | 422 | validation_failed | until",
                "PUT  | /users/me/status | not json                       | 400 | invalid_request   | "
            })
    void isAnsweredClearly(
            String method, String path, String body, int status, String code, String field) {
        RestClient.Answer answer = ANA.rest.call(method, path, body);

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.body().path("request_id").isString()).isTrue();
        assertThat(answer.body().path("errors").path(0).path("field").asString(""))
                .isEqualTo(field == null ? "" : field);
    }

    @Test
    void lengthsAreLimited() {
        String id = '"' + UUID.randomUUID().toString() + '"';
        String ids = String.join(",", Collections.nCopies(201, id));
        assertThat(ANA.rest.post("/users/presence/query", "{\"user_ids\":[" + ids + "]}").status())
                .isEqualTo(422);
        String many =
                IntStream.range(0, 200)
                        .mapToObj(_ -> '"' + UUID.randomUUID().toString() + '"')
                        .collect(Collectors.joining(","));
        ANA.rest.post("/users/presence/query", "{\"user_ids\":[" + many + "]}").expect(200);
        assertThat(status("x".repeat(141)).status()).isEqualTo(422);
        assertThat(status("😀".repeat(140)).status()).isEqualTo(200);
    }

    private static RestClient.Answer status(String text) {
        return ANA.rest.put("/users/me/status", Map.of("kind", "busy", "text", text));
    }

    @Test
    void nobodySpeaksForAnother() {
        UserId other = new UserId(UUID.randomUUID());
        for (String method : List.of("GET", "POST")) {
            RestClient.Answer answer =
                    ANA.rest.call(method, "/users/update-last-active?user_id=" + other, null);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body().path("code").asString()).isEqualTo("forbidden");
        }
    }

    @Test
    void whatIsSaidOfOneselfIsNotKeptByCaches() {
        for (String method : List.of("GET", "POST")) {
            RestClient.Answer answer =
                    ANA.rest.call(method, "/users/update-last-active?user_id=" + ANA.id, null);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.raw().body()).isEmpty();
            assertThat(answer.raw().headers().allValues("Cache-Control"))
                    .containsExactly("no-store");
        }
    }

    @Test
    void aTokenIsNeededOnEveryPath() {
        RestClient nobody = new RestClient(CLUSTER.uri(0));
        RestClient expired =
                nobody.with(CLUSTER.issuer().expired(ANA.id, new SessionId(UUID.randomUUID())));
        for (String path :
                List.of(
                        "/users/user_activity?username=anna",
                        "/users/last_active?user_id=" + ANA.id,
                        "/users/update-last-active?user_id=" + ANA.id,
                        "/users/me/status",
                        "/users/elsewhere")) {
            assertThat(nobody.get(path).status()).as(path).isEqualTo(401);
            assertThat(expired.get(path).body().path("code").asString()).isEqualTo("token_expired");
        }
        assertThat(ANA.rest.get("/users/elsewhere").status()).isEqualTo(404);
    }

    @Test
    void anEndedSessionIsRefused() {
        Person ben = new Person();
        CLUSTER.revoke(ben.id, ben.device);

        await().until(
                        () -> ben.rest.get("/users/me/status").body().path("code").asString(""),
                        "session_revoked"::equals);
    }
}
