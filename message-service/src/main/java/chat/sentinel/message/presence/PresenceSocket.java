package chat.sentinel.message.presence;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.wire.ClientEvent;

/// A connected socket of this node.
public interface PresenceSocket {
    UserId userId();

    /// The session of its token: two tabs of a browser are one device.
    SessionId device();

    /// When a frame or a heart-beat came last, in milliseconds since 1970.
    long lastHeard();

    /// Whether it has ended, whoever knows of it already.
    boolean isGone();

    /// @return whether it will be written; false: the socket cannot be told now
    boolean presenceChanged(ClientEvent.PresenceChanged event);
}
