package chat.sentinel.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.testkit.client.RestClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Bad input gets a clear answer and changes nothing.
class BadInputTest {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();
    private static final Person ANA = new Person();
    private static final String CHAT = "6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT    | /devices/a      |                                             | 400 | invalid_request   | ",
                "PUT    | /devices/a      | not json                                    | 400 | invalid_request   | ",
                "PUT    | /devices/a      | []                                          | 400 | invalid_request   | ",
                "PUT    | /devices/a      | {}                                          | 422 | validation_failed | platform",
                "PUT    | /devices/a      | {\"platform\":\"android\"}                  | 422 | validation_failed | token",
                "PUT    | /devices/a      | {\"platform\":\"android\",\"token\":null}   | 422 | validation_failed | token",
                "PUT    | /devices/a      | {\"platform\":\"android\",\"token\":\"\"}   | 422 | validation_failed | token",
                "PUT    | /devices/a      | {\"platform\":\"android\",\"token\":\"a b\"} | 422 | validation_failed | token",
                "PUT    | /devices/a      | {\"platform\":\"android\",\"token\":\"ä\"}  | 422 | validation_failed | token",
                "PUT    | /devices/a      | {\"platform\":\"android\",\"token\":\"a\\n\"} | 422 | validation_failed | token",
                "PUT    | /devices/a      | {\"platform\":\"android\",\"token\":\"a\\u0000\"} | 422 | validation_failed | token",
                "PUT    | /devices/a      | {\"platform\":\"android\",\"token\":7}      | 400 | invalid_request   | token",
                "PUT    | /devices/a      | {\"platform\":\"ANDROID\",\"token\":\"t\"}  | 422 | validation_failed | platform",
                "PUT    | /devices/a      | {\"platform\":\"\",\"token\":\"t\"}         | 422 | validation_failed | platform",
                "PUT    | /devices/a      | {\"platform\":1,\"token\":\"t\"}            | 400 | invalid_request   | platform",
                "PUT    | /devices/a%20b  | {\"platform\":\"ios\",\"token\":\"t\"}      | 422 | validation_failed | device_id",
                "PUT    | /devices/%C3%A4 | {\"platform\":\"ios\",\"token\":\"t\"}      | 422 | validation_failed | device_id",
                "DELETE | /devices/a%20b  |                                             | 422 | validation_failed | device_id",
                "POST   | /devices        | {}                                          | 405 | method_not_allowed | ",
                "GET    | /devices/a      |                                             | 405 | method_not_allowed | ",
                "PUT    | /notification-preferences | {}                                | 422 | validation_failed | previews",
                "PUT    | /notification-preferences | {\"previews\":\"yes\",\"muted_chats\":[]} | 400 | invalid_request | previews",
                "PUT    | /notification-preferences | {\"previews\":1,\"muted_chats\":[]} | 400 | invalid_request | previews",
                "PUT    | /notification-preferences | {\"previews\":true}               | 422 | validation_failed | muted_chats",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":{}} | 400 | invalid_request | muted_chats",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[null]} | 422 | validation_failed | muted_chats[0].chat_id",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[{}]} | 422 | validation_failed | muted_chats[0].chat_id",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[{\"chat_id\":\"x\"}]} | 400 | invalid_request | muted_chats[].chat_id",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[{\"chat_id\":\"6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10\",\"until\":\"soon\"}]} | 422 | validation_failed | muted_chats[0].until",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[{\"chat_id\":\"6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10\",\"until\":\"9999-01-01T00:00:00Z\"}]} | 422 | validation_failed | muted_chats[0].until",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[{\"chat_id\":\"6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10\"},{\"chat_id\":\"6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10\"}]} | 422 | validation_failed | muted_chats[1].chat_id",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[],\"quiet_hours\":{}} | 422 | validation_failed | quiet_hours.from",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[],\"quiet_hours\":[]} | 400 | invalid_request | quiet_hours",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[],\"quiet_hours\":{\"from\":\"7:00\",\"to\":\"08:00\",\"zone\":\"UTC\"}} | 422 | validation_failed | quiet_hours.from",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[],\"quiet_hours\":{\"from\":\"07:00\",\"to\":\"24:00\",\"zone\":\"UTC\"}} | 422 | validation_failed | quiet_hours.to",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[],\"quiet_hours\":{\"from\":\"07:00\",\"to\":\"08:00\",\"zone\":\"Mars/Base\"}} | 422 | validation_failed | quiet_hours.zone",
                "PUT    | /notification-preferences | {\"previews\":true,\"muted_chats\":[],\"quiet_hours\":{\"from\":\"07:00\",\"to\":\"08:00\",\"zone\":\"+25:00\"}} | 422 | validation_failed | quiet_hours.zone",
                "PUT    | /notification-preferences/muted-chats/x | {}                  | 400 | invalid_request   | chat_id",
                "PUT    | /notification-preferences/muted-chats/6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10 |  | 400 | invalid_request | ",
                "PUT    | /notification-preferences/muted-chats/6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10 | {\"until\":\"x\"} | 422 | validation_failed | until",
                "PUT    | /notification-preferences/muted-chats/6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10 | {\"until\":\"+1000000000-12-31T23:59:59Z\"} | 422 | validation_failed | until",
                "PUT    | /notification-preferences/muted-chats/6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10 | {\"until\":7} | 400 | invalid_request | until",
                "DELETE | /notification-preferences/muted-chats/x |                     | 400 | invalid_request   | chat_id",
                "GET    | /notifications/items?page_size=0        |                     | 422 | validation_failed | page_size",
                "GET    | /notifications/items?page_size=101      |                     | 422 | validation_failed | page_size",
                "GET    | /notifications/items?page_size=x        |                     | 400 | invalid_request   | page_size",
                "GET    | /notifications/items?cursor=x           |                     | 400 | invalid_cursor    | ",
                "GET    | /notifications/items?cursor=            |                     | 400 | invalid_cursor    | ",
                "POST   | /notifications/items/seen |                                   | 400 | invalid_request   | ",
                "POST   | /notifications/items/seen | {}                                | 422 | validation_failed | ids",
                "POST   | /notifications/items/seen | {\"all\":false}                   | 422 | validation_failed | all",
                "POST   | /notifications/items/seen | {\"all\":\"true\"}                | 400 | invalid_request   | all",
                "POST   | /notifications/items/seen | {\"all\":true,\"ids\":[]}         | 422 | validation_failed | ids",
                "POST   | /notifications/items/seen | {\"ids\":\"x\"}                   | 400 | invalid_request   | ids",
                "POST   | /notifications/items/seen | {\"ids\":[null]}                  | 422 | validation_failed | ids",
                "POST   | /notifications/items/seen | {\"ids\":[7]}                     | 400 | invalid_request   | ids[]",
                "POST   | /notifications/items/seen | {\"chat_id\":\"x\"}               | 400 | invalid_request   | chat_id",
                "POST   | /notifications/items/seen | {\"all\":true,\"seq\":7}           | 422 | validation_failed | seq",
                "POST   | /notifications/items/seen | {\"chat_id\":\"6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10\",\"seq\":-1} | 422 | validation_failed | seq",
                "POST   | /notifications/items/seen | {\"chat_id\":\"6f2d5a52-5f0e-4f4e-8a55-3d7f0d1f7a10\",\"seq\":\"1\"} | 400 | invalid_request | seq",
                "GET    | /notifications/decisions?page_size=0    |                     | 422 | validation_failed | page_size",
                "GET    | /notifications/decisions?chat_id=x      |                     | 400 | invalid_request   | chat_id",
                "GET    | /notifications/decisions?cursor=x       |                     | 400 | invalid_cursor    | "
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
    void everyFieldIsNamed() {
        JsonNode errors = ANA.rest.put("/devices/a%20b", "{}").expect(422).path("errors");
        assertThat(errors.valueStream().map(error -> error.path("field").asString()))
                .containsExactly("device_id", "platform", "token");
    }

    @Test
    void lengthsAreLimited() {
        Person ben = new Person();
        assertThat(device(ben, "a".repeat(64), "t" + UUID.randomUUID())).isEqualTo(200);
        assertThat(device(ben, "a".repeat(65), "t")).isEqualTo(422);
        String token = UUID.randomUUID().toString();
        assertThat(device(ben, "b", token + "x".repeat(1024 - 36))).isEqualTo(200);
        assertThat(device(ben, "b", token + "x".repeat(1025 - 36))).isEqualTo(422);
        assertThat(seen(ben, 100)).isEqualTo(204);
        assertThat(seen(ben, 101)).isEqualTo(422);
        assertThat(ben.rest.put("/notification-preferences", "x".repeat(200_000)).status())
                .isEqualTo(413);
    }

    private static int device(Person person, String device, String token) {
        return person.rest
                .put("/devices/" + device, Map.of("platform", "ios", "token", token))
                .status();
    }

    private static int seen(Person person, int ids) {
        return person.rest
                .post(
                        "/notifications/items/seen",
                        IntStream.range(0, ids)
                                .mapToObj(_ -> '"' + UUID.randomUUID().toString() + '"')
                                .collect(Collectors.joining(",", "{\"ids\":[", "]}")))
                .status();
    }

    @Test
    void aTokenIsNeededOnEveryPath() {
        RestClient nobody = new RestClient(CLUSTER.uri(0));
        RestClient expired =
                nobody.with(CLUSTER.issuer().expired(ANA.id, new SessionId(UUID.randomUUID())));
        for (String path :
                List.of(
                        "/devices",
                        "/devices/a",
                        "/notification-preferences",
                        "/notification-preferences/muted-chats/" + CHAT,
                        "/notifications/items",
                        "/notifications/items/seen",
                        "/notifications/decisions",
                        "/notifications/elsewhere",
                        "/elsewhere")) {
            assertThat(nobody.get(path).status()).as(path).isEqualTo(401);
            assertThat(expired.get(path).body().path("code").asString()).isEqualTo("token_expired");
        }
        assertThat(ANA.rest.get("/elsewhere").status()).isEqualTo(404);
    }

    @Test
    void anEndedSessionIsRefused() {
        Person ben = new Person();
        CLUSTER.revoke(ben.id, ben.session);
        await().until(
                        () -> ben.rest.get("/devices").body().path("code").asString(""),
                        "session_revoked"::equals);
    }
}
