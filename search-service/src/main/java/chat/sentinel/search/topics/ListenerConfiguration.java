package chat.sentinel.search.topics;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/// Other services' facts in bulks: an Elasticsearch that is down is waited for without end; only a
/// record that is bad in itself goes to the dead-letter topic of its topic.
@Configuration(proxyBeanMethods = false)
@EnableKafka
class ListenerConfiguration {
    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> bulkListeners(
            KafkaProperties kafka,
            TopicsProperties topics,
            KafkaTemplate<String, byte[]> deadLetters,
            MeterRegistry meters) {
        var settings = kafka.buildConsumerProperties();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, topics.mostAtOnce());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        var consumers =
                new DefaultKafkaConsumerFactory<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumers.addListener(new MicrometerConsumerListener<>(meters));
        var factory = new ConcurrentKafkaListenerContainerFactory<String, byte[]>();
        factory.setConsumerFactory(consumers);
        factory.setBatchListener(true);
        factory.getContainerProperties().setMissingTopicsFatal(false);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        factory.setCommonErrorHandler(errors(deadLetters));
        return factory;
    }

    private static DefaultErrorHandler errors(KafkaTemplate<String, byte[]> deadLetters) {
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
        // In place of Spring's own list, by which some failures of a store would be given up.
        handler.setClassifications(Map.of(DefectException.class, false), true);
        return handler;
    }
}
