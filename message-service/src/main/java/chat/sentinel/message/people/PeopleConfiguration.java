package chat.sentinel.message.people;

import com.google.protobuf.InvalidProtocolBufferException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/// Consumers of other services' facts: a store that is down is waited for without end; only a
/// record that is bad in itself goes to the dead-letter topic.
@Configuration(proxyBeanMethods = false)
@EnableKafka
class PeopleConfiguration {
    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> projectionListenerContainerFactory(
            KafkaProperties kafka, KafkaTemplate<String, byte[]> deadLetters) {
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
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        factory.getContainerProperties().setMissingTopicsFatal(false);
        ExponentialBackOff withoutEnd = new ExponentialBackOff(200, 2);
        withoutEnd.setMaxInterval(5_000);
        withoutEnd.setMaxElapsedTime(Long.MAX_VALUE);
        withoutEnd.setJitter(100);
        DefaultErrorHandler handler =
                new DefaultErrorHandler(
                        new DeadLetterPublishingRecoverer(
                                deadLetters,
                                (record, _) ->
                                        new org.apache.kafka.common.TopicPartition(
                                                record.topic() + ".dlt", -1)),
                        withoutEnd);
        handler.addNotRetryableExceptions(
                InvalidProtocolBufferException.class, IllegalArgumentException.class);
        factory.setCommonErrorHandler(handler);
        return factory;
    }
}
