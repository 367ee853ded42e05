package chat.sentinel.message.history;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where the next page of a chat begins.
///
/// @param upwards towards newer entries
/// @param lastSeq the last entry that was given; from it the page starts again where the state
///     is of no use
/// @param pagingState the store's own place in the bucket; null: at `lastSeq`
record HistoryCursor(boolean upwards, int bucket, long lastSeq, @Nullable ByteBuffer pagingState) {
    byte[] toBytes() {
        ByteBuffer state = pagingState == null ? ByteBuffer.allocate(0) : pagingState.duplicate();
        return ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES + state.remaining())
                .put((byte) (upwards ? 1 : 0))
                .putInt(bucket)
                .putLong(lastSeq)
                .put(state)
                .array();
    }

    static HistoryCursor of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        boolean upwards = buffer.get() == 1;
        int bucket = buffer.getInt();
        long lastSeq = buffer.getLong();
        return new HistoryCursor(
                upwards, bucket, lastSeq, buffer.hasRemaining() ? buffer.slice() : null);
    }
}
