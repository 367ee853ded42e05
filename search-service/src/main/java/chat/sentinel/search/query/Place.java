package chat.sentinel.search.query;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a page ends.
///
/// @param score null: the newest come first
/// @param fuzzy whether the pages before had what was meant, not what was typed
record Place(@Nullable Double score, long timestamp, UUID chatId, long seq, boolean fuzzy) {
    byte[] bytes() {
        return ByteBuffer.allocate(1 + 4 * Long.BYTES + Double.BYTES)
                .put((byte) ((score == null ? 0 : 1) | (fuzzy ? 2 : 0)))
                .putDouble(score == null ? 0 : score)
                .putLong(timestamp)
                .putLong(chatId.getMostSignificantBits())
                .putLong(chatId.getLeastSignificantBits())
                .putLong(seq)
                .array();
    }

    /// @throws java.nio.BufferUnderflowException for what is too short
    static Place of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte flags = buffer.get();
        double score = buffer.getDouble();
        return new Place(
                (flags & 1) == 0 ? null : score,
                buffer.getLong(),
                new UUID(buffer.getLong(), buffer.getLong()),
                buffer.getLong(),
                (flags & 2) != 0);
    }
}
