package chat.sentinel.user;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.servicekit.json.SentinelJson;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the service answered.
public record Answer(int status, HttpHeaders headers, String text) {
    private static final JsonMapper JSON = SentinelJson.mapper();

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    public JsonNode body() {
        return JSON.readTree(text);
    }

    public String field(String name) {
        return body().get(name).asString();
    }

    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    public void is(int expectedStatus, String expectedBody) {
        assertThat(status).as(text).isEqualTo(expectedStatus);
        assertThat(body()).isEqualTo(JSON.readTree(expectedBody));
    }

    public void isEmpty(int expectedStatus) {
        assertThat(status).as(text).isEqualTo(expectedStatus);
        assertThat(text).isEmpty();
    }

    /// The whole body of a problem without `errors`.
    public void isProblem(int expectedStatus, String code, String title, boolean retryable) {
        isProblem(expectedStatus, code, title, title, retryable);
    }

    public void isProblem(
            int expectedStatus, String code, String title, String detail, boolean retryable) {
        is(
                expectedStatus,
                """
                {"type": "urn:sentinel:problem:%s", "title": "%s", "status": %d, "detail": "%s",
                 "code": "%s", "retryable": %s, "request_id": "%s"}
                """
                        .formatted(
                                code,
                                title,
                                expectedStatus,
                                detail,
                                code,
                                retryable,
                                header("X-Request-Id")));
    }

    /// The whole body of VALIDATION_FAILED.
    ///
    /// @param fieldsAndMessages alternating
    public void isInvalid(String... fieldsAndMessages) {
        hasErrors(422, "validation_failed", "Some fields are not valid", null, fieldsAndMessages);
    }

    public void hasErrors(
            int expectedStatus,
            String code,
            String title,
            @Nullable String detail,
            String... fieldsAndMessages) {
        StringBuilder errors = new StringBuilder();
        for (int i = 0; i < fieldsAndMessages.length; i += 2) {
            errors.append(i == 0 ? "" : ",")
                    .append(
                            "{\"field\": \"%s\", \"message\": \"%s\"}"
                                    .formatted(fieldsAndMessages[i], fieldsAndMessages[i + 1]));
        }
        is(
                expectedStatus,
                """
                {"type": "urn:sentinel:problem:%s", "title": "%s", "status": %d, "detail": "%s",
                 "code": "%s", "retryable": false, "request_id": "%s", "errors": [%s]}
                """
                        .formatted(
                                code,
                                title,
                                expectedStatus,
                                detail == null ? title : detail,
                                code,
                                header("X-Request-Id"),
                                errors));
    }
}
