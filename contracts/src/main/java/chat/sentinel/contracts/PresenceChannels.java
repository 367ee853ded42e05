package chat.sentinel.contracts;

/// The Redis channels on which presence-service tells message-service what watchers may see; each
/// message is a [chat.sentinel.contracts.presence.PresenceFrame].
public final class PresenceChannels {
    /// For every node.
    public static final String ALL_NODES = "presence:nodes";

    private PresenceChannels() {}

    public static String of(String node) {
        return "presence:{" + node + "}";
    }
}
