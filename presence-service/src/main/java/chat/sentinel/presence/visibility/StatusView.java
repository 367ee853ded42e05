package chat.sentinel.presence.visibility;

import chat.sentinel.presence.status.Status;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A status as clients see it.
///
/// @param kind available, away, busy or invisible (to oneself only)
public record StatusView(String kind, @Nullable String text, @Nullable Instant until) {
    public static StatusView of(Status status) {
        return new StatusView(
                status.kind().name().toLowerCase(Locale.ROOT),
                status.text(),
                status.until() == 0 ? null : Instant.ofEpochMilli(status.until()));
    }
}
