package chat.sentinel.notification.decide;

import java.util.Locale;

/// What became of a message for one device of one recipient.
public enum Outcome {
    /// Not decided yet: it waits to be sent, or to be known to have come to the device anyway.
    WAITING,
    PUSHED,
    /// The device was here and gave a sign of life after the message came.
    ACTIVE_HERE,
    MUTED,
    QUIET_HOURS,
    /// The recipient has blocked the sender.
    BLOCKED,
    /// Too old to be told of.
    EXPIRED,
    /// It was deleted before it was pushed.
    DELETED,
    /// The device is not registered any more.
    DEVICE_GONE,
    /// Firebase does not take it.
    REFUSED;

    /// The name on the wire and in the store.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
