package chat.sentinel.contracts;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that ends with an entry of the error catalogue. Rendered in one place for REST and
/// in one for STOMP.
public class SentinelException extends RuntimeException {
    private final ErrorCode code;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    public SentinelException(ErrorCode code, String detail) {
        this(code, detail, List.of(), null, null);
    }

    public SentinelException(ErrorCode code, String detail, @Nullable Throwable cause) {
        this(code, detail, List.of(), null, cause);
    }

    private SentinelException(
            ErrorCode code,
            String detail,
            List<FieldError> errors,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public static SentinelException invalid(List<FieldError> errors) {
        return new SentinelException(
                ErrorCode.VALIDATION_FAILED,
                ErrorCode.VALIDATION_FAILED.title(),
                errors,
                null,
                null);
    }

    public static SentinelException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /// @param error what exactly is not as it should be
    public static SentinelException of(ErrorCode code, String detail, FieldError error) {
        return new SentinelException(code, detail, List.of(error), null, null);
    }

    public static SentinelException retryAfter(ErrorCode code, String detail, Duration wait) {
        return retryAfter(code, detail, wait, null);
    }

    public static SentinelException retryAfter(
            ErrorCode code, String detail, Duration wait, @Nullable Throwable cause) {
        return new SentinelException(code, detail, List.of(), wait, cause);
    }

    public ErrorCode code() {
        return code;
    }

    /// What a client may read; never a value that it did not send itself.
    public String detail() {
        String message = getMessage();
        return message == null ? code.title() : message;
    }

    public List<FieldError> errors() {
        return errors;
    }

    /// How long to wait before asking again, where that is known.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /// One field that is not as it should be; `field` is the name on the wire.
    public record FieldError(String field, String message) {}
}
