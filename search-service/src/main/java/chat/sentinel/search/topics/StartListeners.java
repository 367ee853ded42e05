package chat.sentinel.search.topics;

import chat.sentinel.search.elastic.IndicesMade;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/// Starts to read Kafka once the indices are there.
@Component
class StartListeners {
    private final KafkaListenerEndpointRegistry listeners;

    StartListeners(KafkaListenerEndpointRegistry listeners) {
        this.listeners = listeners;
    }

    @EventListener
    void begin(IndicesMade made) {
        listeners.getListenerContainers().forEach(MessageListenerContainer::start);
    }
}
