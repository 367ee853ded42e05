package chat.sentinel.message.delivery;

import chat.sentinel.contracts.UserId;

/// A socket of this node that is subscribed to its user's events. Calls return at once.
public interface Receiver {
    UserId userId();

    /// May be dropped when the socket is slow; it is then told to sync, unless the event is
    /// ephemeral.
    void deliver(EventFrame event);

    /// Something may have been missed.
    void syncRequired();
}
