package chat.sentinel.message.people;

import chat.sentinel.contracts.Topics;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/// Consumers of other services' facts: a store that is down is waited for without end; only a
/// record that is bad in itself goes to the dead-letter topic.
@Configuration(proxyBeanMethods = false)
@EnableKafka
class PeopleConfiguration {
    /// A record that cannot be put there would be tried for ever.
    @Bean
    KafkaAdmin.NewTopics peopleTopics() {
        return new KafkaAdmin.NewTopics(
                TopicBuilder.name(Topics.USER_EVENTS_DLT)
                        .config(
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(Duration.ofDays(30).toMillis()))
                        .build());
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> projectionListenerContainerFactory(
            KafkaProperties kafka, KafkaTemplate<String, byte[]> deadLetters) {
        var factory = factory(kafka);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        ExponentialBackOff withoutEnd = new ExponentialBackOff(200, 2);
        withoutEnd.setMaxInterval(5_000);
        withoutEnd.setMaxElapsedTime(Long.MAX_VALUE);
        withoutEnd.setJitter(100);
        DefaultErrorHandler handler =
                new DefaultErrorHandler(
                        new DeadLetterPublishingRecoverer(
                                deadLetters,
                                (record, _) -> new TopicPartition(record.topic() + ".dlt", -1)),
                        withoutEnd);
        handler.addNotRetryableExceptions(
                InvalidProtocolBufferException.class, IllegalArgumentException.class);
        factory.setCommonErrorHandler(handler);
        return factory;
    }

    /// For what an instance keeps in memory: nothing is committed, and a bad record is left to the
    /// projection.
    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> instanceListenerContainerFactory(
            KafkaProperties kafka) {
        var factory = factory(kafka);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.MANUAL);
        factory.setCommonErrorHandler(new DefaultErrorHandler(new FixedBackOff(0, 0)));
        return factory;
    }

    private static ConcurrentKafkaListenerContainerFactory<String, byte[]> factory(
            KafkaProperties kafka) {
        var properties = kafka.buildConsumerProperties();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        // The broker says how soon it misses a dead instance, as for the owners of chats.
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        var factory = new ConcurrentKafkaListenerContainerFactory<String, byte[]>();
        factory.setConsumerFactory(
                new DefaultKafkaConsumerFactory<>(
                        properties, new StringDeserializer(), new ByteArrayDeserializer()));
        factory.getContainerProperties().setMissingTopicsFatal(false);
        return factory;
    }
}
