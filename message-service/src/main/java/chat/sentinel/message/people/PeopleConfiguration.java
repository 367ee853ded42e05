package chat.sentinel.message.people;

import chat.sentinel.servicekit.listeners.FactListeners;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/// Consumers of other services' facts: a store that is down is waited for without end; only a
/// record that is bad in itself goes to the dead-letter topic.
@Configuration(proxyBeanMethods = false)
@EnableKafka
class PeopleConfiguration {
    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> projectionListenerContainerFactory(
            FactListeners facts) {
        var factory = facts.listeners(Map.of());
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        factory.setCommonErrorHandler(facts.errors(List.of(IllegalArgumentException.class)));
        return factory;
    }

    /// For what an instance keeps in memory: nothing is committed, and a bad record is left to the
    /// projection.
    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> instanceListenerContainerFactory(
            FactListeners facts) {
        var factory = facts.listeners(Map.of());
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.MANUAL);
        factory.setCommonErrorHandler(new DefaultErrorHandler(new FixedBackOff(0, 0)));
        return factory;
    }
}
