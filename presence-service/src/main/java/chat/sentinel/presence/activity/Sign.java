package chat.sentinel.presence.activity;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;

/// A device gave a sign of life.
///
/// @param node whose socket it came by; empty: by a request
/// @param at milliseconds since 1970
public record Sign(UserId user, SessionId device, String node, long at) {
    String deviceKey() {
        return device + "/" + node;
    }
}
