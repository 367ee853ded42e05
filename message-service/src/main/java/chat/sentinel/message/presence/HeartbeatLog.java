package chat.sentinel.message.presence;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.presence.PresenceBeat;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/// The way to presence-service. Nobody waits here: where Kafka is away, what is said of presence is
/// lost, and said again by the next beat.
@Component
class HeartbeatLog implements SmartLifecycle {
    private final KafkaProperties kafka;
    private volatile @Nullable Producer<String, byte[]> producer;
    private volatile int partitions;

    HeartbeatLog(KafkaProperties kafka) {
        this.kafka = kafka;
    }

    /// Records of one shard arrive in the order of the calls.
    ///
    /// @return fails with STORE_UNAVAILABLE when Kafka does not confirm
    CompletableFuture<@Nullable Void> append(PresenceBeat beat) {
        CompletableFuture<@Nullable Void> appended = new CompletableFuture<>();
        Producer<String, byte[]> log = producer;
        if (log == null) {
            appended.completeExceptionally(unavailable(null));
            return appended;
        }
        try {
            log.send(
                    new ProducerRecord<>(
                            Topics.PRESENCE_HEARTBEATS,
                            PresenceShards.partition(beat.getShard(), partitions),
                            null,
                            beat.toByteArray()),
                    (_, failure) -> {
                        if (failure == null) {
                            appended.complete(null);
                        } else {
                            appended.completeExceptionally(unavailable(failure));
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            appended.completeExceptionally(unavailable(e));
        }
        return appended;
    }

    private static SentinelException unavailable(@Nullable Throwable cause) {
        return SentinelException.retryAfter(
                ErrorCode.STORE_UNAVAILABLE,
                ErrorCode.STORE_UNAVAILABLE.title(),
                Duration.ofSeconds(1),
                cause);
    }

    @Override
    public void start() {
        Map<String, Object> settings = kafka.buildProducerProperties();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8 * 1024 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        Producer<String, byte[]> log =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        partitions = partitions(log);
        producer = log;
    }

    /// Of this very producer: from then on it knows the topic and does not block at it.
    private static int partitions(Producer<String, byte[]> log) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return log.partitionsFor(Topics.PRESENCE_HEARTBEATS).size();
            } catch (TimeoutException e) {
                if (System.nanoTime() > deadline) {
                    log.close(Duration.ZERO);
                    throw new IllegalStateException("Kafka does not answer", e);
                }
            }
        }
    }

    @Override
    public void stop() {
        Producer<String, byte[]> log = producer;
        producer = null;
        if (log != null) {
            log.close(Duration.ofSeconds(2));
        }
    }

    @Override
    public boolean isRunning() {
        return producer != null;
    }

    /// Before the sockets open, after they have closed.
    @Override
    public int getPhase() {
        return 0;
    }

    /// As presence-service makes it, whichever is there first.
    @Configuration(proxyBeanMethods = false)
    static class Topic {
        @Bean
        KafkaAdmin.NewTopics heartbeats() {
            return new KafkaAdmin.NewTopics(
                    TopicBuilder.name(Topics.PRESENCE_HEARTBEATS)
                            .partitions(8)
                            .config(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
                            .config(
                                    TopicConfig.RETENTION_MS_CONFIG,
                                    Long.toString(Duration.ofHours(1).toMillis()))
                            .build());
        }
    }
}
