package chat.sentinel.notification.preference;

import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// As `GET /notification-preferences` shows them.
record PreferencesView(
        boolean previews, @Nullable QuietView quietHours, List<MutedChat> mutedChats) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    record QuietView(String from, String to, String zone) {}

    static PreferencesView of(Preferences preferences, List<MutedChat> mutedChats) {
        QuietHours quiet = preferences.quietHours();
        return new PreferencesView(
                preferences.previews(),
                quiet == null
                        ? null
                        : new QuietView(
                                TIME.format(quiet.from()),
                                TIME.format(quiet.to()),
                                quiet.zone().getId()),
                mutedChats);
    }
}
