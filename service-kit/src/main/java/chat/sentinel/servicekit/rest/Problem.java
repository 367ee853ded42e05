package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Problem details as RFC 9457 has them, with what Sentinel adds. `errors` is there only when
/// single fields are to blame.
@JsonPropertyOrder({
    "type",
    "title",
    "status",
    "detail",
    "code",
    "retryable",
    "request_id",
    "errors"
})
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        boolean retryable,
        @Nullable String requestId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
    static Problem of(ErrorCode code, String detail, List<FieldError> errors) {
        return new Problem(
                code.type(),
                code.title(),
                code.status(),
                detail,
                code.code(),
                code.retryable(),
                MDC.get(RequestIdFilter.FIELD),
                errors);
    }

    static Problem of(SentinelException e) {
        return of(e.code(), e.detail(), e.errors());
    }
}
