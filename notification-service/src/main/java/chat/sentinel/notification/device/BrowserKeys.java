package chat.sentinel.notification.device;

import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import java.util.Base64;

/// The keys of a browser's subscription, by which a push is encrypted for that browser alone; the
/// device's token is the subscription's endpoint then.
///
/// @param p256dh a public key of P-256, base64url
/// @param auth a secret of 16 bytes, base64url
public record BrowserKeys(String p256dh, String auth) {
    private static final int AUTH_BYTES = 16;

    /// @throws IllegalArgumentException for what can be no such keys
    public BrowserKeys {
        try {
            UserAgentMessageEncryptionKeyInfo.of(p256dh, auth);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not the keys of a subscription", e);
        }
        if (Base64.getUrlDecoder().decode(auth).length != AUTH_BYTES) {
            throw new IllegalArgumentException("not 16 bytes");
        }
    }

    @Override
    public String toString() {
        return "BrowserKeys[redacted]";
    }
}
