package chat.sentinel.presence.self;

import chat.sentinel.contracts.OneLine;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import chat.sentinel.presence.status.Status;
import chat.sentinel.servicekit.api.Required;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of PUT /users/me/status, as it came.
record StatusRequest(
        @Required @Nullable String kind, @Nullable String text, @Nullable String until) {
    static final int LONGEST_TEXT = 140;
    static final Duration FARTHEST_END = Duration.ofDays(366);

    /// @throws SentinelException VALIDATION_FAILED, with every field that is not as it should be
    Status toStatus(long version, Instant now) {
        List<FieldError> errors = new ArrayList<>();
        Status.Kind parsed = kind(errors);
        String stripped = text == null || text.isBlank() ? null : text.strip();
        if (stripped != null
                && (stripped.codePointCount(0, stripped.length()) > LONGEST_TEXT
                        || !OneLine.is(stripped))) {
            errors.add(
                    new FieldError(
                            "text", "is one line of at most " + LONGEST_TEXT + " characters"));
        }
        long end = end(now, errors);
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
        return new Status(version, Objects.requireNonNull(parsed), stripped, end);
    }

    private Status.@Nullable Kind kind(List<FieldError> errors) {
        for (Status.Kind each : Status.Kind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return each;
            }
        }
        errors.add(new FieldError("kind", "is available, away, busy or invisible"));
        return null;
    }

    private long end(Instant now, List<FieldError> errors) {
        if (until == null) {
            return 0;
        }
        try {
            Instant end = Instant.parse(until);
            if (end.isAfter(now) && end.isBefore(now.plus(FARTHEST_END))) {
                return end.toEpochMilli();
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        errors.add(new FieldError("until", "is a time in UTC within the next 366 days"));
        return 0;
    }
}
