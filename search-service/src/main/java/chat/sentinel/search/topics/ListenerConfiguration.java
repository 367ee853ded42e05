package chat.sentinel.search.topics;

import chat.sentinel.servicekit.listeners.FactListeners;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;

@Configuration(proxyBeanMethods = false)
@EnableKafka
class ListenerConfiguration {
    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> bulkListeners(
            FactListeners facts, TopicsProperties topics) {
        return facts.batches(topics.mostAtOnce());
    }
}
