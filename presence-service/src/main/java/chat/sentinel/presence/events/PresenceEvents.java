package chat.sentinel.presence.events;

import chat.sentinel.contracts.presence.PresenceEvent;
import chat.sentinel.presence.activity.Change;
import chat.sentinel.presence.activity.Presence;
import chat.sentinel.presence.topics.TopicsProperties;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/// Tells other services what is so, whoever may see it.
@Component
public class PresenceEvents {
    private final KafkaTemplate<String, byte[]> kafka;
    private final TopicsProperties topics;
    private final Clock clock;

    PresenceEvents(KafkaTemplate<String, byte[]> kafka, TopicsProperties topics, Clock clock) {
        this.kafka = kafka;
        this.topics = topics;
        this.clock = clock;
    }

    /// @return completes when it cannot be lost
    public CompletableFuture<?> publish(Change change) {
        Presence presence = change.presence();
        PresenceEvent.Builder event =
                PresenceEvent.newBuilder()
                        .setUserId(presence.userId().byteString())
                        .setVersion(presence.version())
                        .setTimestamp(clock.millis())
                        .setChange(
                                switch (change.kind()) {
                                    case ACTIVE -> PresenceEvent.Change.BECAME_ACTIVE;
                                    case INACTIVE -> PresenceEvent.Change.BECAME_INACTIVE;
                                    case STATUS -> PresenceEvent.Change.STATUS_CHANGED;
                                })
                        .setActive(presence.active())
                        .setLastActive(presence.lastActive());
        if (!presence.status().isPlain()) {
            event.setStatus(presence.status().toProto(presence.userId()));
        }
        return kafka.send(
                topics.events(), presence.userId().toString(), event.build().toByteArray());
    }
}
