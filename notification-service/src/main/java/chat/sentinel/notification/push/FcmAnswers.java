package chat.sentinel.notification.push;

import com.google.firebase.IncomingHttpResponse;
import com.google.firebase.messaging.FirebaseMessagingException;
import com.google.firebase.messaging.MessagingErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a failure means for the push: only what Firebase says of the message itself ends it;
/// whatever else went wrong, it is sent later.
final class FcmAnswers {
    /// As documented for `INVALID_ARGUMENT`, which has no code of its own for it.
    private static final List<String> INVALID_TOKEN =
            List.of("not a valid FCM registration token", "Invalid registration token");

    private FcmAnswers() {}

    static PushOutcome of(Throwable failure, Instant now) {
        if (!(failure instanceof FirebaseMessagingException e)) {
            return new PushOutcome.Later(Duration.ZERO, String.valueOf(failure));
        }
        MessagingErrorCode code = e.getMessagingErrorCode();
        String why = (code == null ? e.getErrorCode() : code) + ": " + e.getMessage();
        if (code == null) {
            return withoutCode(e, why, now);
        }
        return switch (code) {
            case UNREGISTERED -> new PushOutcome.TokenGone();
            case INVALID_ARGUMENT ->
                    isOfTheToken(e) ? new PushOutcome.TokenGone() : new PushOutcome.Refused(why);
            case SENDER_ID_MISMATCH, THIRD_PARTY_AUTH_ERROR -> new PushOutcome.Refused(why);
            case QUOTA_EXCEEDED, UNAVAILABLE, INTERNAL ->
                    new PushOutcome.Later(retryAfter(e, now), why);
        };
    }

    /// A request that cannot be a message is refused without a code. No access, no answer and
    /// what something between here and Firebase answered are not the message's fault.
    private static PushOutcome withoutCode(FirebaseMessagingException e, String why, Instant now) {
        return switch (e.getErrorCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION ->
                    isOfTheToken(e) ? new PushOutcome.TokenGone() : new PushOutcome.Refused(why);
            default -> new PushOutcome.Later(retryAfter(e, now), why);
        };
    }

    private static boolean isOfTheToken(FirebaseMessagingException e) {
        IncomingHttpResponse answer = e.getHttpResponse();
        String content = answer == null ? null : answer.getContent();
        return content != null && INVALID_TOKEN.stream().anyMatch(content::contains);
    }

    /// Zero: it does not say.
    private static Duration retryAfter(FirebaseMessagingException e, Instant now) {
        IncomingHttpResponse answer = e.getHttpResponse();
        return answer == null
                ? Duration.ZERO
                : answer.getHeaders().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                        .map(Map.Entry::getValue)
                        .map(value -> value instanceof List<?> all ? first(all) : value)
                        .map(value -> parsed(String.valueOf(value).strip(), now))
                        .findFirst()
                        .orElse(Duration.ZERO);
    }

    private static @Nullable Object first(List<?> values) {
        return values.isEmpty() ? null : values.getFirst();
    }

    /// Seconds or a date (RFC 9110).
    static Duration parsed(String retryAfter, Instant now) {
        if (retryAfter.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(retryAfter));
        }
        try {
            Instant then =
                    ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
