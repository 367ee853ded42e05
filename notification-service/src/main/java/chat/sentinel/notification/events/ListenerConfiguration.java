package chat.sentinel.notification.events;

import chat.sentinel.servicekit.listeners.FactListeners;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;

@Configuration(proxyBeanMethods = false)
@EnableKafka
class ListenerConfiguration {
    private static final int MOST_AT_ONCE = 200;
    private static final long IDLE = Duration.ofMillis(500).toMillis();

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> batchListeners(FactListeners facts) {
        var factory = facts.batches(MOST_AT_ONCE);
        factory.getContainerProperties().setIdleEventInterval(IDLE);
        return factory;
    }
}
