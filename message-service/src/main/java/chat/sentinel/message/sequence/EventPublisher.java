package chat.sentinel.message.sequence;

import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.message.store.Entry;
import chat.sentinel.servicekit.tracing.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the facts of one commands partition, in order, in transactions under an id that
/// belongs to the partition: when another instance owns it, that instance's first transaction
/// fences this one.
final class EventPublisher {
    private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);
    private static final int MOST_IN_ONE_TRANSACTION = 2_000;

    private final String transactionalId;
    private final Map<String, Object> settings;
    private final Duration linger;
    private final LinkedBlockingQueue<Fact> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch leaving = new CountDownLatch(1);
    private volatile boolean closed;

    /// @param members what chat.members is told
    /// @param done called once the fact is on its topics
    private record Fact(Entry entry, List<ChatMember> members, Hop hop, Runnable done) {}

    EventPublisher(int partition, Map<String, Object> producerSettings, Duration linger) {
        this.transactionalId = "sentinel-chat-events-" + partition;
        this.settings = new HashMap<>(producerSettings);
        this.linger = linger;
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8 * 1024 * 1024L);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // A transaction left open by a dead owner keeps readers waiting no longer than this.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    }

    void start() {
        Thread.ofPlatform().daemon().name("events-" + transactionalId).start(this::run);
    }

    /// In the order of the calls.
    ///
    /// @param hop that what readers do follows from
    void publish(Entry entry, List<ChatMember> members, Hop hop, Runnable done) {
        queue.add(new Fact(entry, members, hop, done));
    }

    /// From now on facts wait for no others: the partition is about to be handed over.
    void leave() {
        leaving.countDown();
    }

    void close() {
        closed = true;
        leave();
    }

    private void run() {
        List<Fact> batch = new ArrayList<>();
        while (!closed) {
            try (Producer<String, byte[]> producer =
                    new KafkaProducer<>(
                            settings, new StringSerializer(), new ByteArraySerializer())) {
                producer.initTransactions();
                while (!closed) {
                    if (batch.isEmpty() && !next(batch)) {
                        continue;
                    }
                    publish(producer, batch);
                    batch.forEach(fact -> fact.done().run());
                    batch.clear();
                }
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                // Either the partition is lost, and close() is near, or a late owner came between.
                log.info("{} was taken by another instance", transactionalId);
                pause(Duration.ofSeconds(1));
            } catch (RuntimeException e) {
                log.warn("{}: trying again with a new producer: {}", transactionalId, e.toString());
                pause(Duration.ofMillis(500));
            }
        }
    }

    private boolean next(List<Fact> batch) {
        try {
            Fact first = queue.poll(200, TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            batch.add(first);
            var _ = leaving.await(linger.toMillis(), TimeUnit.MILLISECONDS);
            queue.drainTo(batch, MOST_IN_ONE_TRANSACTION);
            return true;
        } catch (InterruptedException e) {
            closed = true;
            return false;
        }
    }

    private static void publish(Producer<String, byte[]> producer, List<Fact> batch) {
        producer.beginTransaction();
        for (Fact fact : batch) {
            Entry entry = fact.entry();
            ProducerRecord<String, byte[]> event =
                    new ProducerRecord<>(
                            Topics.CHAT_EVENTS,
                            entry.chatId().toString(),
                            entry.toEvent().toByteArray());
            fact.hop().addTo(event.headers());
            var _ = producer.send(event);
            fact.members().forEach(member -> producer.send(state(entry, member)));
        }
        producer.commitTransaction();
    }

    private static ProducerRecord<String, byte[]> state(Entry entry, ChatMember member) {
        return new ProducerRecord<>(
                Topics.CHAT_MEMBERS,
                entry.chatId() + ":" + UserId.of(member.getUserId()),
                member.toByteArray());
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
