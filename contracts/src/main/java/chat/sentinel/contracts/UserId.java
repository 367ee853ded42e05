package chat.sentinel.contracts;

import com.google.protobuf.ByteString;
import java.util.UUID;

/// An account, a UUIDv4 made by user-service.
public record UserId(UUID value) {
    /// @throws IllegalArgumentException when the text is not a UUID
    public static UserId parse(String text) {
        return new UserId(Ids.parse(text));
    }

    public static UserId of(ByteString bytes) {
        return new UserId(Ids.uuid(bytes));
    }

    public ByteString byteString() {
        return Ids.byteString(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
