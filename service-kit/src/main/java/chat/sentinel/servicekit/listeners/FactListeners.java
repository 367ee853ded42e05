package chat.sentinel.servicekit.listeners;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/// Listeners of other services' facts, from the first one on, in their order. A store that is down
/// is waited for without end; only a record that is bad in itself goes to the [DeadLetters].
public final class FactListeners {
    /// For one answer of Kafka, after which it is asked again. By itself a client waits for a
    /// minute, in which a partition that was taken over may be read by nobody. Commits have it too.
    private static final int ANSWER_MS = 5_000;

    private final KafkaProperties kafka;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;

    FactListeners(KafkaProperties kafka, DeadLetters deadLetters, MeterRegistry meters) {
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    /// Of what was written in transactions only what was committed.
    ///
    /// @param mostAtOnce records of a batch
    public ConcurrentKafkaListenerContainerFactory<String, byte[]> batches(int mostAtOnce) {
        var factory =
                listeners(
                        Map.of(
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                mostAtOnce,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"));
        factory.setBatchListener(true);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        // Or what is committed never reaches the end of what was written in transactions.
        factory.getContainerProperties().setFixTxOffsets(true);
        factory.setCommonErrorHandler(errors());
        return factory;
    }

    /// Without a way to treat errors.
    public ConcurrentKafkaListenerContainerFactory<String, byte[]> listeners(
            Map<String, Object> more) {
        var settings = kafka.buildConsumerProperties();
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
        // The broker says how soon it misses a dead instance, as for the owners of chats.
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.putAll(more);
        var consumers =
                new DefaultKafkaConsumerFactory<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumers.addListener(new MicrometerConsumerListener<>(meters));
        var factory = new ConcurrentKafkaListenerContainerFactory<String, byte[]>();
        factory.setConsumerFactory(consumers);
        factory.getContainerProperties().setMissingTopicsFatal(false);
        return factory;
    }

    /// Tries again without end, every 5 s in the end, but for what is a defect of the record.
    ///
    /// @param defects besides what cannot be parsed and [DefectException]
    public DefaultErrorHandler errors(List<Class<? extends Exception>> defects) {
        ExponentialBackOff withoutEnd = new ExponentialBackOff(200, 2);
        withoutEnd.setMaxInterval(5_000);
        withoutEnd.setMaxElapsedTime(Long.MAX_VALUE);
        withoutEnd.setJitter(100);
        DefaultErrorHandler handler = new DefaultErrorHandler(deadLetters, withoutEnd);
        Map<Class<? extends Throwable>, Boolean> retried = new HashMap<>();
        retried.put(InvalidProtocolBufferException.class, false);
        retried.put(DefectException.class, false);
        defects.forEach(defect -> retried.put(defect, false));
        // In place of Spring's own list, by which some failures of a store would be given up.
        handler.setClassifications(retried, true);
        return handler;
    }

    private DefaultErrorHandler errors() {
        return errors(List.of());
    }
}
