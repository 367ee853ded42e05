package chat.sentinel.message.sequence;

/// A record that was taken from the log and is not done yet.
final class InFlight {
    final OwnedPartition partition;
    final long offset;
    final int bytes;
    boolean done;

    InFlight(OwnedPartition partition, long offset, int bytes) {
        this.partition = partition;
        this.offset = offset;
        this.bytes = bytes;
    }

    void complete() {
        partition.completed(this);
    }
}
