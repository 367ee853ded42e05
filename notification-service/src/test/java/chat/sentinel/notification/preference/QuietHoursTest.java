package chat.sentinel.notification.preference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a person is not to be disturbed.
class QuietHoursTest {
    @ParameterizedTest
    @CsvSource({
        // Over midnight, in winter an hour and in summer two before UTC.
        "22:00, 07:00, Europe/Berlin, 2026-01-10T20:59:59.999Z, false",
        "22:00, 07:00, Europe/Berlin, 2026-01-10T21:00:00Z, true",
        "22:00, 07:00, Europe/Berlin, 2026-01-11T05:59:59.999Z, true",
        "22:00, 07:00, Europe/Berlin, 2026-01-11T06:00:00Z, false",
        "22:00, 07:00, Europe/Berlin, 2026-07-10T19:59:59Z, false",
        "22:00, 07:00, Europe/Berlin, 2026-07-10T20:00:00Z, true",
        "22:00, 07:00, Europe/Berlin, 2026-07-11T05:00:00Z, false",
        // Within a day.
        "13:00, 15:00, Europe/Berlin, 2026-01-10T11:59:59Z, false",
        "13:00, 15:00, Europe/Berlin, 2026-01-10T12:00:00Z, true",
        "13:00, 15:00, Europe/Berlin, 2026-01-10T14:00:00Z, false",
        // The clock goes from 02:00 to 03:00 at 01:00 UTC: the night ends an hour sooner.
        "22:00, 03:00, Europe/Berlin, 2026-03-29T00:59:59Z, true",
        "22:00, 03:00, Europe/Berlin, 2026-03-29T01:00:00Z, false",
        "02:15, 02:45, Europe/Berlin, 2026-03-29T01:20:00Z, false",
        // It goes from 03:00 back to 02:00 at 01:00 UTC: half past two is twice.
        "02:15, 02:45, Europe/Berlin, 2026-10-25T00:30:00Z, true",
        "02:15, 02:45, Europe/Berlin, 2026-10-25T01:30:00Z, true",
        "02:15, 02:45, Europe/Berlin, 2026-10-25T01:50:00Z, false",
        // Another day than in UTC.
        "22:00, 07:00, Pacific/Auckland, 2026-07-10T10:00:00Z, true",
        "22:00, 07:00, Pacific/Auckland, 2026-07-10T19:00:00Z, false",
        // All day.
        "07:00, 07:00, UTC, 2026-07-10T06:59:59Z, true",
        "07:00, 07:00, UTC, 2026-07-10T07:00:00Z, true",
        "00:00, 00:00, UTC, 2026-07-10T12:00:00Z, true"
    })
    void holdByTheClockOnTheWall(
            LocalTime from, LocalTime to, String zone, Instant at, boolean quiet) {
        Preferences preferences = new Preferences(true, new QuietHours(from, to, ZoneId.of(zone)));
        assertThat(preferences.isQuiet(at)).isEqualTo(quiet);
    }

    @Test
    void areNoneUnlessSaid() {
        assertThat(Preferences.DEFAULT.isQuiet(Instant.parse("2026-07-10T02:00:00Z"))).isFalse();
    }
}
