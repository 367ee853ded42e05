package chat.sentinel.servicekit.listeners;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/// What a service needs to read other services' topics.
@AutoConfiguration(
        after = KafkaAutoConfiguration.class,
        afterName =
                "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
class ListenersAutoConfiguration {
    @Bean
    DeadLetters deadLetters(
            KafkaAdmin admin, KafkaTemplate<String, byte[]> kafka, MeterRegistry meters) {
        return new DeadLetters(admin, kafka, meters);
    }

    @Bean
    FactListeners factListeners(
            KafkaProperties kafka, DeadLetters deadLetters, MeterRegistry meters) {
        return new FactListeners(kafka, deadLetters, meters);
    }
}
