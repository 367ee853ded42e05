package chat.sentinel.contracts;

import com.github.f4b6a3.uuid.UuidCreator;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.UUID;

/// The id that a client gives to what it asks of a chat, and by which a repeat is known: a
/// UUIDv7. A message's id is that of the command that sent it.
public record CommandId(UUID value) implements Comparable<CommandId> {
    public CommandId {
        if (value.version() != 7 || value.variant() != 2) {
            throw new IllegalArgumentException("not a UUIDv7");
        }
    }

    public static CommandId next() {
        return new CommandId(UuidCreator.getTimeOrderedEpoch());
    }

    /// @throws IllegalArgumentException when the text is not a UUIDv7
    public static CommandId parse(String text) {
        return new CommandId(Ids.parse(text));
    }

    /// @throws IllegalArgumentException when the bytes are not those of a UUIDv7
    public static CommandId of(ByteString bytes) {
        return new CommandId(Ids.uuid(bytes));
    }

    /// Milliseconds since 1970 by the clock of the client that made it.
    public long millis() {
        return value.getMostSignificantBits() >>> 16;
    }

    public Instant time() {
        return Instant.ofEpochMilli(millis());
    }

    public ByteString byteString() {
        return Ids.byteString(value);
    }

    @Override
    public int compareTo(CommandId other) {
        int high =
                Long.compareUnsigned(
                        value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
