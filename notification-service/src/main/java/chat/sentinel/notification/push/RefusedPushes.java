package chat.sentinel.notification.push;

import chat.sentinel.contracts.Topics;
import chat.sentinel.servicekit.listeners.DeadLetters;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What Firebase does not take as it is: for operators, on a topic of its own. Without what is said
/// and without tokens.
@Component
class RefusedPushes {
    private static final Logger log = LoggerFactory.getLogger(RefusedPushes.class);

    private final KafkaTemplate<String, byte[]> kafka;
    private final DeadLetters deadLetters;
    private final JsonMapper json;

    RefusedPushes(KafkaTemplate<String, byte[]> kafka, DeadLetters deadLetters, JsonMapper json) {
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.json = json;
    }

    private record Refused(
            String userId, String deviceId, String collapseKey, long seq, String why) {}

    /// @return whether it cannot be lost any more
    boolean add(WaitingPush push, String why) {
        log.warn("A push is refused: {}", why);
        byte[] value =
                json.writeValueAsBytes(
                        new Refused(
                                push.userId().toString(),
                                push.deviceId(),
                                push.collapseKey(),
                                push.seq(),
                                why));
        try {
            deadLetters.makeTopic(Topics.PUSHES_DLT);
            kafka.send(Topics.PUSHES_DLT, push.userId().toString(), value)
                    .get(10, TimeUnit.SECONDS);
            deadLetters.sent();
            return true;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.warn("Kafka does not take a refused push: {}", e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
