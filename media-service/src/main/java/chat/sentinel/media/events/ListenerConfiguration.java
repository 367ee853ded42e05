package chat.sentinel.media.events;

import chat.sentinel.servicekit.listeners.FactListeners;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;

@Configuration(proxyBeanMethods = false)
@EnableKafka
class ListenerConfiguration {
    private static final int MOST_AT_ONCE = 200;

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> batchListeners(FactListeners facts) {
        return facts.batches(MOST_AT_ONCE);
    }
}
