package chat.sentinel.message.store;

/// Where a record stands in the log: which life of the topic, which leader's term, which offset.
/// Ordered by generation and offset; the leader epoch only shows that a log was cut.
public record LogPosition(int generation, int leaderEpoch, long offset)
        implements Comparable<LogPosition> {
    private static final int OFFSET_BITS = 44;

    public LogPosition {
        if (generation < 0 || generation >= 1 << 18 || offset < 0 || offset >= 1L << OFFSET_BITS) {
            throw new IllegalArgumentException(
                    "position out of range: " + generation + "/" + offset);
        }
    }

    /// The write time of `applied`: rises with the position, so a late owner's value loses.
    public long writeTime() {
        return ((long) generation << OFFSET_BITS) + offset + 1;
    }

    public boolean isAtOrBefore(LogPosition other) {
        return compareTo(other) <= 0;
    }

    /// Whether this record proves that the log behind `decided` is gone: a later leader gave out an
    /// offset that had been decided before.
    public boolean showsCutOf(LogPosition decided) {
        return generation == decided.generation
                && offset <= decided.offset
                && leaderEpoch > decided.leaderEpoch;
    }

    @Override
    public int compareTo(LogPosition other) {
        int byGeneration = Integer.compare(generation, other.generation);
        return byGeneration != 0 ? byGeneration : Long.compare(offset, other.offset);
    }
}
