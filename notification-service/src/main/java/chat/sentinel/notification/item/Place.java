package chat.sentinel.notification.item;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Where a page of alerts ends.
///
/// @param key of the last alert: its chat or its id
record Place(Instant at, UUID key) {
    byte[] bytes() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .putLong(key.getMostSignificantBits())
                .putLong(key.getLeastSignificantBits())
                .array();
    }

    /// @throws java.nio.BufferUnderflowException for what is too short
    static Place of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Place(
                Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS),
                new UUID(buffer.getLong(), buffer.getLong()));
    }
}
