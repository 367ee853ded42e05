package chat.sentinel.presence.people;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserBlock;
import chat.sentinel.presence.facts.Projection;
import chat.sentinel.presence.topics.TopicsProperties;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Between whom there is a block.
@Component
public class Blocks implements Projection {
    private final ConcurrentHashMap<Pair, Known> known = new ConcurrentHashMap<>();
    private static final long FRESH = Duration.ofSeconds(1).toMillis();

    private final TopicsProperties topics;
    private final Clock clock;

    Blocks(TopicsProperties topics, Clock clock) {
        this.topics = topics;
        this.clock = clock;
    }

    private record Pair(UserId blocker, UserId blocked) {}

    private record Known(boolean blocked, long version, long heard) {}

    /// Whether either has blocked the other.
    public boolean between(UserId one, UserId other) {
        return isBlocked(one, other) || isBlocked(other, one);
    }

    /// Whether a block between them was heard of just now, so that what they are shown while it
    /// lasts may still be on its way to Redis.
    public boolean isFresh(UserId one, UserId other) {
        long since = clock.millis() - FRESH;
        return isFresh(new Pair(one, other), since) || isFresh(new Pair(other, one), since);
    }

    private boolean isFresh(Pair pair, long since) {
        Known told = known.get(pair);
        return told != null && told.blocked() && told.heard() > since;
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
                new Known(block.getBlocked(), block.getVersion(), clock.millis()),
                (old, told) -> told.version() > old.version() ? told : old);
    }
}
