package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.message.store.Entry;
import chat.sentinel.servicekit.tracing.Hop;
import chat.sentinel.testkit.Backends;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/// One partition's facts have one publisher at a time, and none is lost between two of them.
class EventPublisherTest {
    private final int partition = ThreadLocalRandom.current().nextInt(1_000, Integer.MAX_VALUE);
    private final EventPublisher events = FedOwner.publisher(partition);
    private final ChatId chat = new ChatId(UUID.randomUUID());

    /// An owner that wakes up late begins a transaction of the partition, and is gone again.
    @Test
    void onceFencedItTriesAgain() throws Exception {
        events.start();
        Entry before = publish(1);
        try (var late =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                Backends.kafka().bootstrapServers(),
                                "transactional.id",
                                "sentinel-chat-events-" + partition),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            late.initTransactions();
        }
        Entry after = publish(2);
        events.close();

        assertThat(ChatEventsReader.idsOf(chat.toString(), 2))
                .containsExactly(before.id().toString(), after.id().toString());
    }

    /// The stores answer after the partition has gone to another owner.
    @Test
    void isClosedWhenThePartitionOpensTooLate() {
        OwnedPartition owned = new OwnedPartition(partition, new AtomicLong());
        events.start();
        assertThat(runs()).isTrue();
        owned.discard();
        owned.open(new OwnedPartition.Opened(UUID.randomUUID(), 1, events));

        FedOwner.await("the publisher ends", () -> !runs());
    }

    private boolean runs() {
        String name = "events-sentinel-chat-events-" + partition;
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }

    /// @return the entry, once it is published
    private Entry publish(long seq) throws InterruptedException {
        Entry entry =
                new Entry(
                        chat,
                        seq,
                        CommandId.next(),
                        new UserId(UUID.randomUUID()),
                        System.currentTimeMillis(),
                        seq,
                        new Entry.Message(
                                MessageType.TEXT,
                                EncryptedContent.getDefaultInstance(),
                                null,
                                null,
                                null));
        CountDownLatch published = new CountDownLatch(1);
        events.publish(entry, List.of(), Hop.NONE, published::countDown);
        assertThat(published.await(20, TimeUnit.SECONDS)).as("entry %s", seq).isTrue();
        return entry;
    }
}
