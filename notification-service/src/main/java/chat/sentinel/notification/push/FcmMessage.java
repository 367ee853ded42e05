package chat.sentinel.notification.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.AndroidNotification;
import com.google.firebase.messaging.ApnsConfig;
import com.google.firebase.messaging.Aps;
import com.google.firebase.messaging.ApsAlert;
import com.google.firebase.messaging.Message;
import com.google.firebase.messaging.WebpushConfig;
import com.google.firebase.messaging.WebpushNotification;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/// A push as its device's platform wants it told. On each platform a later push of the same
/// collapse key takes the place of the one before, whether that was shown or still waits.
final class FcmMessage {
    /// Firebase keeps nothing longer.
    private static final Duration FOUR_WEEKS = Duration.ofDays(28);

    private static final int LONGEST_COLLAPSE_ID = 64;

    private FcmMessage() {}

    /// @throws IllegalArgumentException when the SDK does not take it for a message
    static Message of(Push push, Instant now) {
        Duration lives = push.timeToLive();
        if (lives.isNegative()) {
            lives = Duration.ZERO;
        } else if (lives.compareTo(FOUR_WEEKS) > 0) {
            lives = FOUR_WEEKS;
        }
        Message.Builder message = Message.builder().setToken(push.token()).putAllData(push.data());
        return switch (push.platform()) {
            case ANDROID -> message.setAndroidConfig(android(push, lives)).build();
            case IOS -> message.setApnsConfig(ios(push, now.plus(lives))).build();
            case WEB -> message.setWebpushConfig(web(push, lives)).build();
        };
    }

    private static AndroidConfig android(Push push, Duration lives) {
        return AndroidConfig.builder()
                .setPriority(AndroidConfig.Priority.HIGH)
                .setCollapseKey(push.collapseKey())
                .setTtl(lives.toMillis())
                .setNotification(
                        AndroidNotification.builder()
                                .setTitle(push.title())
                                .setBody(push.body())
                                .setTag(push.collapseKey())
                                .build())
                .build();
    }

    private static ApnsConfig ios(Push push, Instant end) {
        return ApnsConfig.builder()
                .putHeader("apns-priority", "10")
                .putHeader("apns-collapse-id", collapseId(push.collapseKey()))
                .putHeader("apns-expiration", String.valueOf(end.getEpochSecond()))
                .setAps(
                        Aps.builder()
                                .setAlert(
                                        ApsAlert.builder()
                                                .setTitle(push.title())
                                                .setBody(push.body())
                                                .build())
                                .setBadge(push.badge())
                                .setThreadId(push.collapseKey())
                                // The application may still change what is shown.
                                .setMutableContent(true)
                                .build())
                .build();
    }

    private static WebpushConfig web(Push push, Duration lives) {
        return WebpushConfig.builder()
                .putHeader("TTL", String.valueOf(lives.toSeconds()))
                .putHeader("Urgency", "high")
                .setNotification(
                        WebpushNotification.builder()
                                .setTitle(push.title())
                                .setBody(push.body())
                                .setTag(push.collapseKey())
                                .build())
                .build();
    }

    /// Apple takes 64 bytes, which is what a hash has as text.
    private static String collapseId(String collapseKey) {
        byte[] bytes = collapseKey.getBytes(UTF_8);
        if (bytes.length <= LONGEST_COLLAPSE_ID) {
            return collapseKey;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
