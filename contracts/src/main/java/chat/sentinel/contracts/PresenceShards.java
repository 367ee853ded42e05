package chat.sentinel.contracts;

/// How users are spread over the partitions of `presence.heartbeats` and over the keys of
/// presence-service: in a fixed number of shards, so that one record and one step in Redis can
/// speak for many users.
public final class PresenceShards {
    public static final int COUNT = 32;

    private PresenceShards() {}

    public static int of(UserId user) {
        return Math.floorMod(
                user.value().getMostSignificantBits() ^ user.value().getLeastSignificantBits(),
                COUNT);
    }

    /// The partition of a shard, where the topic has so many.
    public static int partition(int shard, int partitions) {
        return shard % partitions;
    }
}
