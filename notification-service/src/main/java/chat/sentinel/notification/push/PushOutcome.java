package chat.sentinel.notification.push;

import java.time.Duration;

/// What became of a push.
public sealed interface PushOutcome {
    /// Taken for delivery.
    record Sent() implements PushOutcome {}

    /// The token is no device's any more.
    record TokenGone() implements PushOutcome {}

    /// Not now: once more after this time at the earliest.
    record Later(Duration after, String why) implements PushOutcome {}

    /// Never as it is.
    record Refused(String why) implements PushOutcome {}
}
