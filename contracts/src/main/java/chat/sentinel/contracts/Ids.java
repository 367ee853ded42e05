package chat.sentinel.contracts;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/// The forms in which ids travel: 16 bytes, big endian, in Protobuf; the usual 36 characters in
/// JSON.
public final class Ids {
    private Ids() {}

    /// @throws IllegalArgumentException when the bytes are not 16
    public static UUID uuid(ByteString bytes) {
        if (bytes.size() != 16) {
            throw new IllegalArgumentException("an id has 16 bytes, not " + bytes.size());
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    public static ByteString byteString(UUID id) {
        return ByteString.copyFrom(bytes(id));
    }

    /// Stricter than [UUID#fromString]: exactly the 36 characters that [UUID#toString] prints, in
    /// either case.
    ///
    /// @throws IllegalArgumentException for anything else
    public static UUID parse(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("not a UUID");
        }
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not a UUID");
        }
        return id;
    }
}
