package chat.sentinel.presence.people;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserBlock;
import chat.sentinel.presence.facts.Projection;
import chat.sentinel.presence.topics.TopicsProperties;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Between whom there is a block.
@Component
public class Blocks implements Projection {
    private final ConcurrentHashMap<Pair, Known> known = new ConcurrentHashMap<>();
    private final TopicsProperties topics;

    Blocks(TopicsProperties topics) {
        this.topics = topics;
    }

    private record Pair(UserId blocker, UserId blocked) {}

    private record Known(boolean blocked, long version) {}

    /// Whether either has blocked the other.
    public boolean between(UserId one, UserId other) {
        return isBlocked(one, other) || isBlocked(other, one);
    }

    private boolean isBlocked(UserId blocker, UserId blocked) {
        Known told = known.get(new Pair(blocker, blocked));
        return told != null && told.blocked();
    }

    @Override
    public String topic() {
        return topics.blocks();
    }

    @Override
    public void apply(String key, byte @Nullable [] value) throws InvalidProtocolBufferException {
        if (value != null) {
            learn(UserBlock.parseFrom(value));
        }
    }

    /// What is older than what is known changes nothing.
    public void learn(UserBlock block) {
        known.merge(
                new Pair(UserId.of(block.getUserId()), UserId.of(block.getBlockedId())),
                new Known(block.getBlocked(), block.getVersion()),
                (old, told) -> told.version() > old.version() ? told : old);
    }
}
