package chat.sentinel.notification.device;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The body of PUT /devices/{device_id}, as it came.
record DeviceRequest(@Nullable String platform, @Nullable String token) {
    private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,1024}");

    /// What a request asks for, checked.
    record Registration(String deviceId, Platform platform, String token) {}

    /// @throws SentinelException VALIDATION_FAILED, with every field that is not as it should be
    Registration toRegistration(String deviceId) {
        List<FieldError> errors = new ArrayList<>();
        if (!DEVICE_ID.matcher(deviceId).matches()) {
            errors.add(badDeviceId());
        }
        Optional<Platform> parsed = platform == null ? Optional.empty() : Platform.of(platform);
        if (parsed.isEmpty()) {
            errors.add(new FieldError("platform", "is android, ios or web"));
        }
        if (token == null || !TOKEN.matcher(token).matches()) {
            errors.add(new FieldError("token", "is 1 to 1024 visible ASCII characters"));
        }
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
        return new Registration(deviceId, parsed.orElseThrow(), Objects.requireNonNull(token));
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
