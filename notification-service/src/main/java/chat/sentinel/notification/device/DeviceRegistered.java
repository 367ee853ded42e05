package chat.sentinel.notification.device;

import chat.sentinel.contracts.UserId;

/// A user has registered a device; said in the transaction that stores it.
public record DeviceRegistered(UserId userId) {}
