package chat.sentinel.media.events;

import chat.sentinel.media.topics.TopicsProperties;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
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

/// Other services' facts in batches: a database that is down is waited for without end; only a
/// record that is bad in itself goes to the dead-letter topic of its topic.
@Configuration(proxyBeanMethods = false)
@EnableKafka
class ListenerConfiguration {
    private static final int MOST_AT_ONCE = 200;

    /// A record that cannot be put there would be tried for ever.
    @Bean
    KafkaAdmin.NewTopics deadLetterTopics(TopicsProperties topics) {
        return new KafkaAdmin.NewTopics(
                Stream.of(
                                topics.chats() + ".dlt",
                                topics.members() + ".dlt",
                                topics.users() + ".dlt")
                        .map(
                                name ->
                                        TopicBuilder.name(name)
                                                .config(
                                                        TopicConfig.RETENTION_MS_CONFIG,
                                                        Long.toString(
                                                                Duration.ofDays(30).toMillis()))
                                                .build())
                        .toArray(NewTopic[]::new));
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> batchListeners(
            KafkaProperties kafka, KafkaTemplate<String, byte[]> deadLetters) {
        var settings = kafka.buildConsumerProperties();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_AT_ONCE);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        var factory = new ConcurrentKafkaListenerContainerFactory<String, byte[]>();
        factory.setConsumerFactory(
                new DefaultKafkaConsumerFactory<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer()));
        factory.setBatchListener(true);
        factory.getContainerProperties().setMissingTopicsFatal(false);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        // Or what is committed never reaches the end of what was written in transactions.
        factory.getContainerProperties().setFixTxOffsets(true);
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
        handler.addNotRetryableExceptions(
                InvalidProtocolBufferException.class,
                IllegalArgumentException.class,
                DefectException.class);
        return handler;
    }
}
