package chat.sentinel.notification.device;

import java.util.Locale;
import java.util.Optional;

/// What kind of device it is, which decides how a notification is written for it.
public enum Platform {
    ANDROID,
    IOS,
    WEB;

    /// The name on the wire and in the store.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Platform> of(String wireName) {
        for (Platform platform : values()) {
            if (platform.wireName().equals(wireName)) {
                return Optional.of(platform);
            }
        }
        return Optional.empty();
    }
}
