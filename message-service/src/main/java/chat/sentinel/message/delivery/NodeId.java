package chat.sentinel.message.delivery;

import com.github.f4b6a3.uuid.UuidCreator;

/// This process among the others: the configured name and a part that no earlier process had.
public record NodeId(String value) {
    static NodeId unique(String name) {
        return new NodeId(
                name + "-" + UuidCreator.getTimeOrderedEpoch().toString().substring(0, 13));
    }
}
