package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.servicekit.tracing.Hop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// The way into the log. A command whose future completes is durable (`acks=all`): it will be
/// decided, in the order of the log, whatever dies from here on.
@Component
public class CommandLog implements SmartLifecycle {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final KafkaProperties kafka;
    private final SendProperties properties;
    private @Nullable Producer<String, byte[]> producer;

    CommandLog(KafkaProperties kafka, SendProperties properties) {
        this.kafka = kafka;
        this.properties = properties;
    }

    /// Commands of one caller to one chat are appended in the order of the calls.
    ///
    /// @return fails with OUTCOME_UNKNOWN when the log does not confirm in time: the command
    ///     may have been appended or not, and the same one is to be sent again
    public CompletableFuture<@Nullable Void> append(ChatId chat, ChatCommand command) {
        return append(chat, command, Hop.NONE);
    }

    /// @param hop that the owner's work follows from
    CompletableFuture<@Nullable Void> append(ChatId chat, ChatCommand command, Hop hop) {
        CompletableFuture<@Nullable Void> appended = new CompletableFuture<>();
        Producer<String, byte[]> log = producer;
        if (log == null) {
            appended.completeExceptionally(unknown(null));
            return appended;
        }
        try {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(
                            Topics.CHAT_COMMANDS, chat.toString(), command.toByteArray());
            hop.addTo(record.headers());
            log.send(
                    record,
                    (_, failure) -> {
                        if (failure == null) {
                            appended.complete(null);
                        } else {
                            appended.completeExceptionally(unknown(failure));
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            appended.completeExceptionally(unknown(e));
        }
        return appended;
    }

    private static SentinelException unknown(@Nullable Throwable cause) {
        return SentinelException.retryAfter(
                ErrorCode.OUTCOME_UNKNOWN, ErrorCode.OUTCOME_UNKNOWN.title(), RETRY_AFTER, cause);
    }

    /// Refuses to start where the topic has another number of partitions than this instance was
    /// told: two instances that disagree would put one chat into two logs.
    @Override
    public void start() {
        Map<String, Object> settings = kafka.buildProducerProperties();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 250);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) properties.confirmTimeout().toMillis() - 500);
        settings.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) properties.confirmTimeout().toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        Producer<String, byte[]> log =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        producer = log;
        int found = partitions(log);
        if (found != properties.partitions()) {
            stop();
            throw new IllegalStateException(
                    "topic "
                            + Topics.CHAT_COMMANDS
                            + " has "
                            + found
                            + " partitions, but sentinel.send.partitions is "
                            + properties.partitions()
                            + "; the number is fixed once the topic exists");
        }
    }

    private static int partitions(Producer<String, byte[]> log) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return log.partitionsFor(Topics.CHAT_COMMANDS).size();
            } catch (org.apache.kafka.common.errors.TimeoutException e) {
                if (System.nanoTime() > deadline) {
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
            log.close(properties.confirmTimeout());
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
}
