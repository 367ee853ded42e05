package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.contracts.chat.StartPrivateChat;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.LogGenerations;
import chat.sentinel.servicekit.content.ContentCipher;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.KafkaTemplate;

/// An owner on the real stores that takes its records from a test: one partition of a log that
/// was never on Kafka, so that it can be cut, made anew, and handed on without waiting.
final class FedOwner implements AutoCloseable {
    private static final TestCluster cluster = TestCluster.shared();

    final OwnedPartition partition;
    final Sequencer sequencer;

    /// @param log its number is that of the partition
    FedOwner(Log log) {
        this(log, (_, _) -> {}, deadLetters());
    }

    FedOwner(Log log, EffectObserver observer) {
        this(log, observer, deadLetters());
    }

    @SuppressWarnings("NullAway") // An owner without a way to put a record aside has a defect.
    FedOwner(Log log, EffectObserver observer, @Nullable DeadLetters deadLetters) {
        partition = new OwnedPartition(log.number, new AtomicLong());
        sequencer =
                cluster.bean(0, SequenceConfiguration.Stores.class)
                        .sequencer(
                                cluster.bean(0, Deliveries.class),
                                cluster.bean(0, Outcomes.class),
                                deadLetters,
                                retry(),
                                observer,
                                cluster.bean(0, Owning.class),
                                cluster.bean(0, SequenceProperties.class));
        EventPublisher events = publisher(log.number);
        events.start();
        partition.open(
                new OwnedPartition.Opened(
                        log.topicId,
                        cluster.bean(0, LogGenerations.class).of(partition.logName(), log.topicId),
                        events));
        sequencer.start();
    }

    static EventPublisher publisher(int number) {
        return new EventPublisher(
                number,
                cluster.bean(0, KafkaProperties.class).buildProducerProperties(),
                cluster.bean(0, SequenceProperties.class).eventsLinger());
    }

    private static Retry retry() {
        return new Retry(
                cluster.bean(0, ScheduledExecutorService.class),
                cluster.bean(0, SequenceProperties.class));
    }

    @SuppressWarnings("unchecked")
    private static DeadLetters deadLetters() {
        return new DeadLetters(cluster.bean(0, KafkaTemplate.class), retry());
    }

    /// Returns at once.
    FedOwner takes(List<ConsumerRecord<String, byte[]>> records) {
        sequencer.take(partition, records);
        return this;
    }

    @SafeVarargs
    final FedOwner takes(ConsumerRecord<String, byte[]>... records) {
        return takes(List.of(records));
    }

    /// Everything it took is in the store and on chat.events.
    void awaitDone() {
        await("every record is done", partition::isDone);
    }

    void awaitStopped() {
        await("the partition stands still", partition::isStopped);
    }

    /// The newest entry of the chat that this owner has numbered or loaded.
    long lastSeq(ChatId chat) {
        sequencer.stop(partition).join();
        return Objects.requireNonNull(partition.chats().get(chat)).lastSeq();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /// The entries of the chat's first bucket, oldest first.
    static List<Entry> stored(ChatId chat) {
        return cluster.bean(0, SequenceConfiguration.Stores.class)
                .read()
                .above(chat, 0, 0, 100)
                .toCompletableFuture()
                .join()
                .entries();
    }

    static List<CommandId> storedIds(ChatId chat) {
        List<Entry> entries = stored(chat);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).seq()).isEqualTo(i + 1);
        }
        return entries.stream().map(Entry::id).toList();
    }

    @Override
    public void close() {
        partition.discard();
        sequencer.close();
    }

    /// Two people and their private chat.
    record Pair(UserId one, UserId other, ChatId chat) {
        static Pair fresh() {
            UserId one = new UserId(UUID.randomUUID());
            UserId other = new UserId(UUID.randomUUID());
            return new Pair(one, other, ChatId.ofPair(one, other));
        }

        ChatCommand starts(CommandId id) {
            return command(id)
                    .setStartPrivateChat(
                            StartPrivateChat.newBuilder().setPeerId(other.byteString()))
                    .build();
        }

        ChatCommand says(CommandId id) {
            return command(id)
                    .setSendMessage(
                            SendMessage.newBuilder()
                                    .setType(MessageType.TEXT)
                                    .setContent(
                                            cluster.bean(0, ContentCipher.class)
                                                    .encrypt(chat, id, "hello")))
                    .build();
        }

        private ChatCommand.Builder command(CommandId id) {
            return ChatCommand.newBuilder()
                    .setCommandId(id.byteString())
                    .setChatId(chat.byteString())
                    .setSenderId(one.byteString())
                    .setRulesVersion(1);
        }
    }

    /// One partition of a command log.
    static final class Log {
        final int number = ThreadLocalRandom.current().nextInt(1_000, Integer.MAX_VALUE);
        UUID topicId = UUID.randomUUID();
        int leaderEpoch = 1;

        ConsumerRecord<String, byte[]> at(long offset, ChatCommand command) {
            return at(offset, ChatId.of(command.getChatId()), command.toByteArray());
        }

        ConsumerRecord<String, byte[]> at(long offset, ChatId key, byte[] value) {
            return new ConsumerRecord<>(
                    Topics.CHAT_COMMANDS,
                    number,
                    offset,
                    System.currentTimeMillis(),
                    TimestampType.LOG_APPEND_TIME,
                    36,
                    value.length,
                    key.toString(),
                    value,
                    new RecordHeaders(),
                    Optional.of(leaderEpoch));
        }
    }
}
