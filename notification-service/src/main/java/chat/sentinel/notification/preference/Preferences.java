package chat.sentinel.notification.preference;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How one person wishes to be told.
///
/// @param previews whether what a message says may be shown
/// @param quietHours null: none
public record Preferences(boolean previews, @Nullable QuietHours quietHours) {
    /// Of who has never said.
    public static final Preferences DEFAULT = new Preferences(true, null);

    public boolean isQuiet(Instant at) {
        return quietHours != null && quietHours.include(at);
    }
}
