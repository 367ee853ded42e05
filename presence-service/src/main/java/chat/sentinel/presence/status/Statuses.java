package chat.sentinel.presence.status;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceStatus;
import chat.sentinel.presence.facts.Projection;
import chat.sentinel.presence.topics.TopicsProperties;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// What every user said last. The compacted topic is where it is kept: what Redis forgets is known
/// here still.
@Component
public class Statuses implements Projection {
    private static final Duration CONFIRM = Duration.ofSeconds(5);

    private final ConcurrentHashMap<UserId, Status> known = new ConcurrentHashMap<>();
    private final KafkaTemplate<String, byte[]> kafka;
    private final TopicsProperties topics;

    Statuses(KafkaTemplate<String, byte[]> kafka, TopicsProperties topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    @Override
    public String topic() {
        return topics.statuses();
    }

    @Override
    public void apply(String key, byte @Nullable [] value) throws InvalidProtocolBufferException {
        UserId user = UserId.parse(key);
        if (value == null) {
            known.remove(user);
        } else {
            learn(user, Status.of(PresenceStatus.parseFrom(value)));
        }
    }

    /// Of this user, as far as this instance has heard.
    public Status of(UserId user) {
        return known.getOrDefault(user, Status.NONE);
    }

    /// Everybody's who is not simply available.
    public Map<UserId, Status> said() {
        return known.entrySet().stream()
                .filter(entry -> !entry.getValue().isPlain())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Returns once it cannot be lost.
    ///
    /// @throws TimeoutException when Kafka does not confirm it
    public void put(UserId user, Status status)
            throws TimeoutException, ExecutionException, InterruptedException {
        kafka.send(topics.statuses(), user.toString(), status.toProto(user).build().toByteArray())
                .get(CONFIRM.toMillis(), TimeUnit.MILLISECONDS);
        learn(user, status);
    }

    /// As if the user had never said anything.
    public void forget(UserId user) {
        var _ = kafka.send(topics.statuses(), user.toString(), null);
        known.remove(user);
    }

    private void learn(UserId user, Status status) {
        known.merge(user, status, (old, told) -> told.version() > old.version() ? told : old);
    }
}
