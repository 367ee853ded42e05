package chat.sentinel.presence.facts;

import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/// What is remembered of one topic. Records come in the order of each partition, some again.
public interface Projection {
    String topic();

    /// @param value null: the key is gone
    /// @throws IllegalArgumentException when the record is bad in itself
    void apply(String key, byte @Nullable [] value) throws InvalidProtocolBufferException;
}
