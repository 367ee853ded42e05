package chat.sentinel.contracts;

import com.google.protobuf.ByteString;
import java.util.UUID;

/// One sign-in of one user (`sid` in a token), from login to logout. Not a socket: a session
/// may have several.
public record SessionId(UUID value) {
    public static SessionId parse(String text) {
        return new SessionId(Ids.parse(text));
    }

    public static SessionId of(ByteString bytes) {
        return new SessionId(Ids.uuid(bytes));
    }

    public ByteString byteString() {
        return Ids.byteString(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
