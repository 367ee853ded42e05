package chat.sentinel.media;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.testkit.client.RestClient;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bad input gets a clear answer and changes nothing.
class BadInputTest {
    private static final MediaCluster CLUSTER = MediaCluster.shared();
    private static final Person ANA = new Person();
    private static final String HASH = "0".repeat(64);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json                                                         | 400 | invalid_request   | ",
                "[]                                                               | 400 | invalid_request   | ",
                "{}                                                               | 422 | validation_failed | file_name",
                "{`size`:5,`sha256`:`#`,`content_type`:`image/png`}               | 422 | validation_failed | file_name",
                "{`file_name`:``,`size`:5,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | file_name",
                "{`file_name`:`a/b`,`size`:5,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | file_name",
                "{`file_name`:`a\\\\b`,`size`:5,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | file_name",
                "{`file_name`:`a\\nb`,`size`:5,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | file_name",
                "{`file_name`:`a\\u0000`,`size`:5,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | file_name",
                "{`file_name`:`a\\u202egnp.exe`,`size`:5,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | file_name",
                "{`file_name`:7,`size`:5,`sha256`:`#`,`content_type`:`image/png`} | 400 | invalid_request   | file_name",
                "{`file_name`:`a`,`size`:0,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | size",
                "{`file_name`:`a`,`size`:-1,`sha256`:`#`,`content_type`:`image/png`} | 422 | validation_failed | size",
                "{`file_name`:`a`,`size`:`5`,`sha256`:`#`,`content_type`:`image/png`} | 400 | invalid_request | size",
                "{`file_name`:`a`,`size`:99999999999999999999,`sha256`:`#`,`content_type`:`image/png`} | 400 | invalid_request | size",
                "{`file_name`:`a`,`size`:5,`sha256`:`ab`,`content_type`:`image/png`} | 422 | validation_failed | sha256",
                "{`file_name`:`a`,`size`:5,`sha256`:`#`,`content_type`:`png`}     | 422 | validation_failed | content_type",
                "{`file_name`:`a`,`size`:5,`sha256`:`#`,`content_type`:`image/svg+xml`} | 415 | unsupported_media_type | ",
                "{`file_name`:`a`,`size`:5,`sha256`:`#`,`content_type`:`text/html; charset=utf-8`} | 415 | unsupported_media_type | ",
                "{`file_name`:`a`,`size`:600000000,`sha256`:`#`,`content_type`:`video/mp4`} | 413 | payload_too_large | ",
                "{`file_name`:`a`,`size`:40000000,`sha256`:`#`,`content_type`:`image/png`} | 413 | payload_too_large | "
            })
    void isAnsweredClearly(String given, int status, String code, String field) {
        RestClient.Answer answer =
                ANA.rest.post("/media", given.replace('`', '"').replace("#", HASH));

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body().path("code").asString()).isEqualTo(code);
        assertThat(answer.body().path("errors").path(0).path("field").asString(""))
                .isEqualTo(field == null ? "" : field);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /media/x, 404",
        "GET, /media/x/content, 404",
        "GET, /media/x/thumbnail, 404",
        "GET, /media/x/links, 404",
        "DELETE, /media/x, 404",
        "POST, /media/x/complete, 404",
        "GET, /media/00000000-0000-0000-0000-000000000000, 404",
        "GET, /media/..%2fx, 400",
        "GET, /media, 405",
        "PUT, /media/x, 405",
        "GET, /media/x/complete, 405",
    })
    void whatIsNoFileIsNotFound(String method, String path, int status) {
        RestClient.Answer answer = ANA.rest.call(method, path, null);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("Content-Type"))
                .contains("application/problem+json");
    }

    @Test
    void aTokenIsNeededOnEveryPath() {
        RestClient nobody = new RestClient(CLUSTER.uri());
        RestClient expired =
                nobody.with(CLUSTER.issuer().expired(ANA.id, new SessionId(UUID.randomUUID())));
        for (String path :
                List.of("/media", "/media/x", "/media/x/content", "/media/x/complete", "/x")) {
            assertThat(nobody.get(path).status()).as(path).isEqualTo(401);
            assertThat(expired.get(path).body().path("code").asString()).isEqualTo("token_expired");
        }
    }

    @Test
    void aKeyIsAUuid() {
        assertThat(
                        ANA.rest
                                .call(
                                        "POST",
                                        "/media",
                                        tools.jackson.databind.json.JsonMapper.shared()
                                                .writeValueAsString(
                                                        Person.announcement(
                                                                "a.png", "image/png", new byte[5])),
                                        java.util.Map.of("Idempotency-Key", "x"))
                                .status())
                .isEqualTo(422);
    }
}
