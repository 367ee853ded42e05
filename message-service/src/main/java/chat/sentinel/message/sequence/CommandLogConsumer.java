package chat.sentinel.message.sequence;

import chat.sentinel.contracts.KafkaGroups;
import chat.sentinel.contracts.Topics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes records from chat.commands to the [Sequencer] and keeps the place in the log. One
/// group over all instances: a partition, and so a chat, has one owner at a time.
///
/// On a planned hand-over nothing more is taken, what was taken gets a moment to finish, the place
/// is committed and the partition given back. A lost partition is dropped without a commit:
/// somebody else owns it.
final class CommandLogConsumer {
    private static final Logger log = LoggerFactory.getLogger(CommandLogConsumer.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHILE_OPENING = Duration.ofMillis(10);

    /// For one answer of Kafka, after which it is asked again; a partition whose place in the log
    /// is asked for rests until then, and by itself a client waits for a minute.
    private static final int ANSWER_MS = 5_000;

    private final Sequencer sequencer;
    private final OpenPartitions opening;
    private final Map<String, Object> consumerSettings;
    private final SequenceProperties properties;
    private final Owning owning;

    private final Map<TopicPartition, OwnedPartition> owned = new ConcurrentHashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();
    private final AtomicLong heldBytes = new AtomicLong();
    private final Thread thread = Thread.ofPlatform().name("command-log").unstarted(this::run);
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile boolean closed;

    CommandLogConsumer(
            Sequencer sequencer,
            OpenPartitions opening,
            Map<String, Object> consumerSettings,
            SequenceProperties properties,
            Owning owning) {
        this.sequencer = sequencer;
        this.opening = opening;
        this.consumerSettings = new HashMap<>(consumerSettings);
        this.properties = properties;
        this.consumerSettings.put(ConsumerConfig.GROUP_ID_CONFIG, KafkaGroups.CHAT_OWNERS);
        this.owning = owning;
        this.consumerSettings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        this.consumerSettings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.consumerSettings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumerSettings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumerSettings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        this.consumerSettings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        this.consumerSettings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
        this.consumerSettings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        this.consumerSettings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
    }

    void start() {
        thread.start();
    }

    /// Hands every partition over and waits for it.
    void close() {
        closed = true;
        Consumer<String, byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        opening.close();
    }

    /// The partitions whose chats this instance owns now.
    Set<Integer> partitions() {
        Set<Integer> numbers = new HashSet<>();
        owned.keySet().forEach(partition -> numbers.add(partition.partition()));
        return numbers;
    }

    /// Partitions of this instance that a defect has stopped, until they begin again.
    long stoppedPartitions() {
        return owned.values().stream().filter(OwnedPartition::isStopped).count();
    }

    /// Bytes of records that were taken and are not done.
    long heldBytes() {
        return heldBytes.get();
    }

    private void run() {
        while (!closed) {
            try (Consumer<String, byte[]> polling =
                            new KafkaConsumer<>(
                                    consumerSettings,
                                    new StringDeserializer(),
                                    new ByteArrayDeserializer());
                    KafkaClientMetrics _ = owning.measured(polling)) {
                consumer = polling;
                polling.subscribe(List.of(Topics.CHAT_COMMANDS), new HandOver(polling));
                poll(polling);
            } catch (WakeupException e) {
                // Closing.
            } catch (KafkaException e) {
                log.error("The command log cannot be read; starting again", e);
            } finally {
                consumer = null;
                discardAll();
            }
        }
    }

    private void poll(Consumer<String, byte[]> polling) {
        long committedAt = System.nanoTime();
        while (!closed) {
            ConsumerRecords<String, byte[]> records =
                    polling.poll(isOpening() ? POLL_WHILE_OPENING : POLL);
            for (TopicPartition partition : records.partitions()) {
                OwnedPartition owner = owned.get(partition);
                List<ConsumerRecord<String, byte[]>> ofPartition = records.records(partition);
                if (owner != null) {
                    sequencer.take(owner, ofPartition);
                }
            }
            beginStoppedAgain(polling);
            pauseAndResume(polling);
            if (System.nanoTime() - committedAt > properties.commitInterval().toNanos()) {
                committedAt = System.nanoTime();
                commit(polling);
            }
        }
    }

    private boolean isOpening() {
        return owned.values().stream().anyMatch(owner -> !owner.isOpen() && !owner.isStopped());
    }

    /// A partition that met a defect is owned anew, after a pause, from the first record that is
    /// not done: what stopped it is tried again, and nothing passes it.
    private void beginStoppedAgain(Consumer<String, byte[]> polling) {
        for (Map.Entry<TopicPartition, OwnedPartition> entry : owned.entrySet()) {
            OwnedPartition stopped = entry.getValue();
            if (stopped.isStoppedFor(properties.retryMax())) {
                stopped.firstInFlight().ifPresent(offset -> polling.seek(entry.getKey(), offset));
                stopped.discard();
                log.warn("Partition {} begins again", stopped.number());
                own(entry.getKey());
            }
        }
    }

    private void own(TopicPartition partition) {
        OwnedPartition owner = new OwnedPartition(partition.partition(), heldBytes);
        owned.put(partition, owner);
        opening.open(owner);
    }

    /// A partition rests until it is open, and all do while too much work is held. Polling goes on.
    private void pauseAndResume(Consumer<String, byte[]> polling) {
        boolean full = heldBytes.get() > properties.heldWork().toBytes();
        for (Map.Entry<TopicPartition, OwnedPartition> entry : owned.entrySet()) {
            boolean rest = full || !entry.getValue().isOpen();
            TopicPartition partition = entry.getKey();
            if (rest && paused.add(partition)) {
                polling.pause(List.of(partition));
            } else if (!rest && paused.remove(partition)) {
                polling.resume(List.of(partition));
            }
        }
    }

    private void commit(Consumer<String, byte[]> polling) {
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(owned.keySet());
        if (!offsets.isEmpty()) {
            polling.commitAsync(
                    offsets,
                    (committed, failure) -> {
                        if (failure == null) {
                            markCommitted(committed);
                        }
                    });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> uncommitted(
            Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OwnedPartition owner = owned.get(partition);
            if (owner != null) {
                owner.uncommitted()
                        .ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        return offsets;
    }

    private void markCommitted(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach(
                (partition, offset) -> {
                    OwnedPartition owner = owned.get(partition);
                    if (owner != null) {
                        owner.committed(offset.offset());
                    }
                });
    }

    private void discardAll() {
        owned.values().forEach(OwnedPartition::discard);
        owned.clear();
        paused.clear();
    }

    private final class HandOver implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> polling;

        HandOver(Consumer<String, byte[]> polling) {
            this.polling = polling;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            partitions.forEach(CommandLogConsumer.this::own);
            polling.pause(partitions);
            paused.addAll(partitions);
            log.info("Owner of partitions {}", partitions());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            long began = System.nanoTime();
            List<OwnedPartition> leaving =
                    partitions.stream().map(owned::get).filter(p -> p != null).toList();
            long undone = finish(leaving);
            Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(partitions);
            try {
                if (!offsets.isEmpty()) {
                    polling.commitSync(offsets, properties.handOver());
                }
            } catch (KafkaException e) {
                log.info(
                        "The place in the log was not committed; the next owner redoes a little: {}",
                        e.toString());
            }
            drop(partitions);
            log.info(
                    "Handed over {} in {} ms, {} of them not done; still owner of {}",
                    partitions,
                    Duration.ofNanos(System.nanoTime() - began).toMillis(),
                    undone,
                    partitions());
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            drop(partitions);
            log.warn("Lost {}; still owner of {}", partitions, partitions());
        }

        private void drop(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                OwnedPartition owner = owned.remove(partition);
                paused.remove(partition);
                if (owner != null) {
                    owner.discard();
                }
            }
        }

        /// Nothing more is taken while this waits for what was; then numbering stops.
        ///
        /// @return how many were not done in time; the next owner does the rest of them
        private long finish(List<OwnedPartition> leaving) {
            leaving.stream()
                    .filter(OwnedPartition::isOpen)
                    .forEach(partition -> partition.opened().events().leave());
            long deadline = System.nanoTime() + properties.handOver().toNanos();
            try {
                while (!leaving.stream().allMatch(OwnedPartition::isDone)
                        && System.nanoTime() < deadline) {
                    Thread.sleep(5);
                }
                CompletableFuture.allOf(
                                leaving.stream()
                                        .map(sequencer::stop)
                                        .toArray(CompletableFuture<?>[]::new))
                        .get(properties.handOver().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                log.info("What was under way is redone by the next owner: {}", e.toString());
            }
            return leaving.stream().filter(partition -> !partition.isDone()).count();
        }
    }
}
