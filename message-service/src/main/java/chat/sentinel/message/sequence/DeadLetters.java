package chat.sentinel.message.sequence;

import chat.sentinel.contracts.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.KafkaHeaders;

/// Records that are bad in their bytes, put aside with the cause in their headers.
final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaTemplate<String, byte[]> kafka;
    private final Retry retry;
    private final AtomicLong count = new AtomicLong();

    DeadLetters(KafkaTemplate<String, byte[]> kafka, Retry retry) {
        this.kafka = kafka;
        this.retry = retry;
    }

    /// @param done called once the record is on the dead-letter topic
    void add(ConsumerRecord<String, byte[]> record, Exception cause, Runnable done) {
        log.warn(
                "Record {}-{}@{} is put aside: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                cause.getMessage());
        count.incrementAndGet();
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(Topics.CHAT_COMMANDS_DLT, record.key(), record.value());
        // As Spring Kafka's own, which the other services send; user-service lists and replays
        // them.
        header(letter, KafkaHeaders.DLT_EXCEPTION_MESSAGE, Objects.toString(cause.getMessage()));
        header(letter, KafkaHeaders.DLT_ORIGINAL_TOPIC, record.topic());
        letter.headers()
                .add(
                        KafkaHeaders.DLT_ORIGINAL_PARTITION,
                        ByteBuffer.allocate(Integer.BYTES).putInt(record.partition()).array())
                .add(
                        KafkaHeaders.DLT_ORIGINAL_OFFSET,
                        ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).array());
        retry.untilDone("dead letter", () -> false, () -> (CompletionStage<?>) kafka.send(letter))
                .thenRun(done);
    }

    long count() {
        return count.get();
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
