package chat.sentinel.notification.device;

import java.time.Instant;

/// A device as its owner sees it: without the token, which he has.
record Device(String deviceId, String platform, Instant registeredAt) {}
