package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;

/// The one place where what goes wrong in a request becomes problem details. What nobody foresaw is
/// logged with the request's id and told to the client as nothing but INTERNAL_ERROR.
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    @ExceptionHandler
    ResponseEntity<Object> expected(SentinelException e) {
        if (e.code() == ErrorCode.INTERNAL_ERROR || e.code() == ErrorCode.STORE_UNAVAILABLE) {
            log.warn("{}: {}", e.code().code(), e.detail(), e.getCause());
        }
        return ProblemDetails.answer(e);
    }

    /// A bean or a request body whose fields break their constraints.
    @ExceptionHandler
    ResponseEntity<Object> invalid(BindException e) {
        List<FieldError> errors = new ArrayList<>();
        e.getBindingResult()
                .getFieldErrors()
                .forEach(f -> errors.add(error(f.getField(), f.getDefaultMessage())));
        e.getBindingResult()
                .getGlobalErrors()
                .forEach(g -> errors.add(error("", g.getDefaultMessage())));
        return ProblemDetails.answer(SentinelException.invalid(sorted(errors)));
    }

    /// Parameters that break their constraints.
    @ExceptionHandler
    ResponseEntity<Object> invalid(HandlerMethodValidationException e) {
        List<FieldError> errors = new ArrayList<>();
        e.getParameterValidationResults()
                .forEach(
                        result ->
                                result.getResolvableErrors()
                                        .forEach(
                                                r ->
                                                        errors.add(
                                                                error(
                                                                        String.valueOf(
                                                                                result.getMethodParameter()
                                                                                        .getParameterName()),
                                                                        r.getDefaultMessage()))));
        return ProblemDetails.answer(SentinelException.invalid(sorted(errors)));
    }

    @ExceptionHandler
    ResponseEntity<Object> unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case BodyLimitFilter.TooLargeException tooLarge -> {
                    return ProblemDetails.answer(ErrorCode.PAYLOAD_TOO_LARGE);
                }
                case StreamConstraintsException limits -> {
                    return ProblemDetails.answer(
                            ErrorCode.INVALID_REQUEST,
                            "The JSON is nested too deeply, or a part of it is too long");
                }
                case DatabindException mismatch when !mismatch.getPath().isEmpty() -> {
                    return mistyped(mismatch);
                }
                case InputCoercionException number when !number.getPath().isEmpty() -> {
                    return mistyped(number);
                }
                default -> {}
            }
        }
        return ProblemDetails.answer(
                ErrorCode.INVALID_REQUEST, "The body is missing or is not the JSON expected here");
    }

    private static ResponseEntity<Object> mistyped(JacksonException e) {
        return ProblemDetails.answer(
                ErrorCode.INVALID_REQUEST,
                "A field has the wrong type",
                List.of(new FieldError(path(e), "has the wrong type")));
    }

    private static String path(JacksonException e) {
        return e.getPath().stream()
                .map(ref -> ref.getPropertyName() == null ? "[]" : ref.getPropertyName())
                .collect(Collectors.joining("."))
                .replace(".[]", "[]");
    }

    @ExceptionHandler
    ResponseEntity<Object> mistyped(TypeMismatchException e) {
        String name =
                e instanceof MethodArgumentTypeMismatchException argument
                        ? argument.getName()
                        : String.valueOf(e.getPropertyName());
        return ProblemDetails.answer(
                ErrorCode.INVALID_REQUEST,
                "A parameter has the wrong type",
                List.of(error(name, "has the wrong type")));
    }

    @ExceptionHandler
    ResponseEntity<Object> missing(MissingServletRequestParameterException e) {
        return missing(e.getParameterName());
    }

    @ExceptionHandler
    ResponseEntity<Object> missing(MissingRequestHeaderException e) {
        return missing(e.getHeaderName());
    }

    private static ResponseEntity<Object> missing(String name) {
        return ProblemDetails.answer(
                ErrorCode.INVALID_REQUEST,
                "A parameter is missing",
                List.of(new FieldError(name, "is missing")));
    }

    @ExceptionHandler
    ResponseEntity<Object> wrongMethod(HttpRequestMethodNotSupportedException e) {
        return with(ProblemDetails.answer(ErrorCode.METHOD_NOT_ALLOWED), e.getHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> wrongType(HttpMediaTypeNotSupportedException e) {
        return with(ProblemDetails.answer(ErrorCode.UNSUPPORTED_MEDIA_TYPE), e.getHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> notAcceptable(HttpMediaTypeNotAcceptableException e) {
        return ProblemDetails.answer(ErrorCode.NOT_ACCEPTABLE);
    }

    /// A store that does not answer, or not in time.
    @ExceptionHandler({
        TransientDataAccessException.class,
        RecoverableDataAccessException.class,
        NonTransientDataAccessResourceException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class,
        TransactionTimedOutException.class
    })
    ResponseEntity<Object> storeAway(Exception e) {
        log.warn("A store is unavailable: {}", e.toString());
        return ProblemDetails.answer(ErrorCode.STORE_UNAVAILABLE);
    }

    /// Spring Security's filters answer these.
    @ExceptionHandler({AuthenticationException.class, AccessDeniedException.class})
    void security(Exception e) throws Exception {
        throw e;
    }

    @ExceptionHandler
    ResponseEntity<Object> timedOut(AsyncRequestTimeoutException e) {
        return ProblemDetails.answer(ErrorCode.STORE_UNAVAILABLE);
    }

    /// The client has gone: nobody to answer.
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        log.debug("The client has gone: {}", e.toString());
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception e) {
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            return ProblemDetails.answer(code(known.getStatusCode()));
        }
        log.error("Unexpected failure", e);
        return ProblemDetails.answer(ErrorCode.INTERNAL_ERROR);
    }

    static ErrorCode code(HttpStatusCode status) {
        return switch (status.value()) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 429 -> ErrorCode.TOO_MANY_REQUESTS;
            case 503 -> ErrorCode.STORE_UNAVAILABLE;
            default ->
                    status.is4xxClientError()
                            ? ErrorCode.INVALID_REQUEST
                            : ErrorCode.INTERNAL_ERROR;
        };
    }

    private static ResponseEntity<Object> with(
            ResponseEntity<Object> answer, HttpHeaders additional) {
        HttpHeaders headers = new HttpHeaders();
        headers.putAll(additional);
        headers.putAll(answer.getHeaders());
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return new ResponseEntity<>(answer.getBody(), headers, answer.getStatusCode());
    }

    private static FieldError error(String name, @Nullable String message) {
        String onWire = HUMP.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
        return new FieldError(onWire, message == null ? "is not valid" : message);
    }

    private static List<FieldError> sorted(List<FieldError> errors) {
        return errors.stream()
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                .toList();
    }
}
