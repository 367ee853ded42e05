package chat.sentinel.notification.device;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import chat.sentinel.servicekit.api.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The body of PUT /devices/{device_id}, as it came.
///
/// @param subscription of a browser that is told by Web Push: `PushSubscription.toJSON()`
record DeviceRequest(
        @Required @Nullable String platform,
        @Nullable String token,
        @Nullable Subscription subscription) {
    private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,1024}");

    record Subscription(@Required @Nullable String endpoint, @Required @Nullable Keys keys) {
        @Override
        public String toString() {
            return "Subscription[redacted]";
        }
    }

    record Keys(@Required @Nullable String p256dh, @Required @Nullable String auth) {
        @Override
        public String toString() {
            return "Keys[redacted]";
        }
    }

    /// What a request asks for, checked.
    ///
    /// @param token of Firebase; with keys the endpoint of a subscription
    record Registration(
            String deviceId, Platform platform, String token, @Nullable BrowserKeys keys) {}

    /// @throws SentinelException VALIDATION_FAILED, with every field that is not as it should be
    Registration toRegistration(String deviceId, WebPushEndpoints endpoints) {
        List<FieldError> errors = new ArrayList<>();
        if (!DEVICE_ID.matcher(deviceId).matches()) {
            errors.add(badDeviceId());
        }
        Optional<Platform> parsed = platform == null ? Optional.empty() : Platform.of(platform);
        if (parsed.isEmpty()) {
            errors.add(new FieldError("platform", "is android, ios or web"));
        }
        BrowserKeys keys = null;
        String address = token;
        if (subscription != null && token == null) {
            if (parsed.isPresent() && parsed.get() != Platform.WEB) {
                errors.add(new FieldError("subscription", "is for platform web"));
            }
            address = subscription.endpoint();
            if (address == null
                    || !TOKEN.matcher(address).matches()
                    || !endpoints.allows(address)) {
                errors.add(
                        new FieldError(
                                "subscription.endpoint",
                                "is an https URL of a push service, of up to 1024 characters"));
            }
            keys = keys(subscription.keys(), errors);
        } else if (token == null || !TOKEN.matcher(token).matches()) {
            errors.add(new FieldError("token", "is 1 to 1024 visible ASCII characters"));
        } else if (subscription != null) {
            errors.add(new FieldError("subscription", "goes without a token"));
        }
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
        return new Registration(
                deviceId, parsed.orElseThrow(), Objects.requireNonNull(address), keys);
    }

    private static @Nullable BrowserKeys keys(@Nullable Keys keys, List<FieldError> errors) {
        try {
            if (keys != null && keys.p256dh() != null && keys.auth() != null) {
                return new BrowserKeys(keys.p256dh(), keys.auth());
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        errors.add(
                new FieldError(
                        "subscription.keys",
                        "are p256dh, a key of P-256, and auth, 16 bytes, in base64url"));
        return null;
    }

    /// @throws SentinelException VALIDATION_FAILED
    static void requireDeviceId(String deviceId) {
        if (!DEVICE_ID.matcher(deviceId).matches()) {
            throw SentinelException.invalid(List.of(badDeviceId()));
        }
    }

    private static FieldError badDeviceId() {
        return new FieldError("device_id", "is 1 to 64 of A-Z, a-z, 0-9, dot, _ and -");
    }

    @Override
    public String toString() {
        return "DeviceRequest[platform=" + platform + "]";
    }
}
