package chat.sentinel.search.box;

import chat.sentinel.contracts.SentinelException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/// Days, which begin at midnight UTC, and moments.
public final class Dates {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;
    private static final int LONGEST = 40;

    private Dates() {}

    /// @param field to be named where it is none
    /// @throws SentinelException VALIDATION_FAILED
    public static Instant parse(String field, String text) {
        if (text.length() <= LONGEST) {
            try {
                Instant moment =
                        text.contains("T")
                                ? OffsetDateTime.parse(text).toInstant()
                                : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                int year = moment.atOffset(ZoneOffset.UTC).getYear();
                if (year >= FIRST_YEAR && year <= LAST_YEAR) {
                    return moment;
                }
            } catch (DateTimeParseException e) {
                throw bad(field);
            }
        }
        throw bad(field);
    }

    private static SentinelException bad(String field) {
        return SentinelException.invalid(
                field, "has to be a day (2026-01-31) or a moment (2026-01-31T12:00:00Z)");
    }
}
