package chat.sentinel.media.file;

import chat.sentinel.contracts.Ids;
import com.github.f4b6a3.uuid.UuidCreator;
import com.google.protobuf.ByteString;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file, a UUIDv7 made by media-service.
public record MediaId(UUID value) {
    public static MediaId next() {
        return new MediaId(UuidCreator.getTimeOrderedEpoch());
    }

    /// @return null for what is no id of anything
    public static @Nullable MediaId parse(String text) {
        try {
            return new MediaId(Ids.parse(text));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public ByteString byteString() {
        return Ids.byteString(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
