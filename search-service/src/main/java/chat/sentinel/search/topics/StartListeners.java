package chat.sentinel.search.topics;

import chat.sentinel.search.elastic.IndicesMade;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/// Starts to read Kafka once the indices are there and the dead-letter topics are: a record that
/// cannot be put aside would be tried for ever. Kafka may be away when the service starts.
@Component
class StartListeners {
    private static final Logger log = LoggerFactory.getLogger(StartListeners.class);
    private static final long LONGEST = Duration.ofSeconds(5).toMillis();
    private static final String KEPT = Long.toString(Duration.ofDays(30).toMillis());

    private final KafkaAdmin admin;
    private final TopicsProperties topics;
    private final KafkaListenerEndpointRegistry listeners;
    private volatile boolean closing;

    StartListeners(
            KafkaAdmin admin, TopicsProperties topics, KafkaListenerEndpointRegistry listeners) {
        this.admin = admin;
        this.topics = topics;
        this.listeners = listeners;
    }

    @EventListener(ContextClosedEvent.class)
    void end() {
        closing = true;
    }

    @EventListener
    void begin(IndicesMade made) {
        for (long wait = 200; !closing; wait = Math.min(2 * wait, LONGEST)) {
            try {
                admin.createOrModifyTopics(deadLetters());
                listeners.getListenerContainers().forEach(container -> container.start());
                return;
            } catch (RuntimeException e) {
                log.warn("Kafka does not take the dead-letter topics yet: {}", e.toString());
            }
            try {
                Thread.sleep(wait + ThreadLocalRandom.current().nextLong(100));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private NewTopic[] deadLetters() {
        return Stream.of(topics.chats(), topics.members(), topics.users())
                .map(
                        topic ->
                                TopicBuilder.name(topic + ".dlt")
                                        .config(TopicConfig.RETENTION_MS_CONFIG, KEPT)
                                        .build())
                .toArray(NewTopic[]::new);
    }
}
