package chat.sentinel.contracts;

import com.github.f4b6a3.uuid.UuidCreator;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/// A chat. The id is computed, never drawn: two who start the same chat at once, or one who
/// repeats, name the same chat.
public record ChatId(UUID value) {
    private static final UUID PRIVATE = UUID.fromString("8a3cc5a1-3f0c-5d4e-9b55-53e6f3a04c01");
    private static final UUID GROUP = UUID.fromString("8a3cc5a1-3f0c-5d4e-9b55-53e6f3a04c02");

    /// The private chat of two people: UUIDv5 of the sorted pair.
    ///
    /// @throws IllegalArgumentException when both are the same
    public static ChatId ofPair(UserId one, UserId other) {
        if (one.equals(other)) {
            throw new IllegalArgumentException("a private chat has two members");
        }
        boolean sorted = one.toString().compareTo(other.toString()) < 0;
        return named(
                PRIVATE,
                sorted ? one.value() : other.value(),
                sorted ? other.value() : one.value());
    }

    /// The group that this request of its creator makes: UUIDv5 of both.
    public static ChatId ofGroup(UserId creator, UUID requestId) {
        return named(GROUP, creator.value(), requestId);
    }

    private static ChatId named(UUID namespace, UUID first, UUID second) {
        byte[] name = ByteBuffer.allocate(32).put(Ids.bytes(first)).put(Ids.bytes(second)).array();
        return new ChatId(UuidCreator.getNameBasedSha1(namespace, name));
    }

    /// @throws IllegalArgumentException when the text is not a UUID
    public static ChatId parse(String text) {
        return new ChatId(Ids.parse(text));
    }

    public static ChatId of(ByteString bytes) {
        return new ChatId(Ids.uuid(bytes));
    }

    public ByteString byteString() {
        return Ids.byteString(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
