package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/// Renders the error catalogue for REST: for controllers as an answer, for filters onto the
/// response.
final class ProblemDetails {
    private final JsonMapper mapper;

    ProblemDetails(JsonMapper mapper) {
        this.mapper = mapper;
    }

    static ResponseEntity<Object> answer(SentinelException e) {
        return answer(Problem.of(e), headers(e.code(), e.retryAfter()));
    }

    static ResponseEntity<Object> answer(ErrorCode code) {
        return answer(code, code.title());
    }

    static ResponseEntity<Object> answer(ErrorCode code, String detail) {
        return answer(code, detail, List.of());
    }

    static ResponseEntity<Object> answer(ErrorCode code, String detail, List<FieldError> errors) {
        return answer(Problem.of(code, detail, errors), headers(code, null));
    }

    private static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    void write(HttpServletResponse response, SentinelException e) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        headers(e.code(), e.retryAfter())
                .forEach((name, values) -> values.forEach(v -> response.setHeader(name, v)));
        response.setStatus(e.code().status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        byte[] body = mapper.writeValueAsBytes(Problem.of(e));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static HttpHeaders headers(ErrorCode code, @Nullable Duration retryAfter) {
        HttpHeaders headers = new HttpHeaders();
        headers.setCacheControl("no-store");
        if (retryAfter != null) {
            long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        }
        switch (code) {
            case INVALID_TOKEN, TOKEN_EXPIRED, SESSION_REVOKED ->
                    headers.set(
                            HttpHeaders.WWW_AUTHENTICATE,
                            "Bearer realm=\"sentinel\", error=\"invalid_token\"");
            case UNAUTHENTICATED, BAD_CREDENTIALS ->
                    headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"sentinel\"");
            default -> {}
        }
        return headers;
    }
}
