package chat.sentinel.notification.push;

import chat.sentinel.notification.device.BrowserKeys;
import chat.sentinel.notification.device.Platform;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A notification for one device, as it is to be shown.
///
/// @param token of the device, by Firebase; with keys the endpoint of a browser's subscription
/// @param keys null: the device is told by Firebase
/// @param collapseKey of those with the same key a device shows the last only
/// @param badge what waits for the person in all
/// @param data for the application on the device
/// @param timeToLive after that nobody wants to know any more
public record Push(
        Platform platform,
        String token,
        @Nullable BrowserKeys keys,
        String collapseKey,
        String title,
        String body,
        int badge,
        Map<String, String> data,
        Duration timeToLive) {
    public Push {
        data = Map.copyOf(data);
    }

    @Override
    public String toString() {
        return "Push[platform=%s, collapseKey=%s]".formatted(platform, collapseKey);
    }
}
