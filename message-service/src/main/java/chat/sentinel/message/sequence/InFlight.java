package chat.sentinel.message.sequence;

import chat.sentinel.servicekit.tracing.Hop;

/// A record that was taken from the log and is not done yet.
final class InFlight {
    final OwnedPartition partition;
    final long offset;
    final int bytes;
    boolean done;

    /// What the owner does for this record, until it is done.
    Hop hop = Hop.NONE;

    InFlight(OwnedPartition partition, long offset, int bytes) {
        this.partition = partition;
        this.offset = offset;
        this.bytes = bytes;
    }

    void complete() {
        partition.completed(this);
        hop.end();
    }
}
