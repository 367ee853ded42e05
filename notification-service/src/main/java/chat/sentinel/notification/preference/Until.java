package chat.sentinel.notification.preference;

import chat.sentinel.contracts.SentinelException.FieldError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// When a mute ends. A time that is past is no error: who sends back what he has read may be late.
///
/// @param at null: never
record Until(@Nullable Instant at) {
    private static final Duration FARTHEST = Duration.ofDays(366);

    static Until parse(String field, @Nullable String text, Instant now, List<FieldError> errors) {
        if (text == null) {
            return new Until(null);
        }
        try {
            Instant at = Instant.parse(text);
            if (at.isBefore(now.plus(FARTHEST))) {
                return new Until(at.isBefore(now) ? now : at.truncatedTo(ChronoUnit.MILLIS));
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        errors.add(new FieldError(field, "is a time in UTC within the next 366 days, or null"));
        return new Until(null);
    }

    boolean isOver(Instant now) {
        return at != null && !at.isAfter(now);
    }
}
