package chat.sentinel.notification.preference;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/// The time of day in which a person is not to be disturbed, by the clock on his wall.
///
/// @param to not included; on the next day where it is not after `from`: from 07:00 to 07:00 is
///     all day
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {
    /// An hour that the clock shows twice is quiet both times; one that it skips is not missed.
    boolean include(Instant at) {
        LocalTime time = at.atZone(zone).toLocalTime();
        return from.isBefore(to)
                ? !time.isBefore(from) && time.isBefore(to)
                : !time.isBefore(from) || time.isBefore(to);
    }
}
