package chat.sentinel.benchmarks;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceBeat;
import chat.sentinel.contracts.presence.Sign;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A node with many users: says of all of them every 20 s that they live, one shard after the
/// other, in the records that a node of message-service would write.
final class Beats implements AutoCloseable {
    private static final int EVERY_MILLIS = 20_000;
    private static final int SIGNS_IN_A_RECORD = 500;

    private final List<List<Sign>> shards = new ArrayList<>();
    private final Producer<String, byte[]> kafka;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private int next;

    Beats(String bootstrapServers, int users) {
        kafka =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new StringSerializer(),
                        new ByteArraySerializer());
        for (int i = 0; i < PresenceShards.COUNT; i++) {
            shards.add(new ArrayList<>());
        }
        for (int i = 0; i < users; i++) {
            UserId user = new UserId(UUID.randomUUID());
            ByteString device = new UserId(UUID.randomUUID()).byteString();
            shards.get(PresenceShards.of(user))
                    .add(
                            Sign.newBuilder()
                                    .setUserId(user.byteString())
                                    .setSessionId(device)
                                    .build());
        }
    }

    void start() {
        var _ =
                timer.scheduleAtFixedRate(
                        this::beat, 0, EVERY_MILLIS / PresenceShards.COUNT, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        int shard = next++ % PresenceShards.COUNT;
        int partitions = kafka.partitionsFor(Topics.PRESENCE_HEARTBEATS).size();
        List<Sign> signs = shards.get(shard);
        for (int from = 0; from < signs.size(); from += SIGNS_IN_A_RECORD) {
            PresenceBeat beat =
                    PresenceBeat.newBuilder()
                            .setNode("bench")
                            .setShard(shard)
                            .addAllSigns(
                                    signs.subList(
                                            from, Math.min(signs.size(), from + SIGNS_IN_A_RECORD)))
                            .build();
            kafka.send(
                    new ProducerRecord<>(
                            Topics.PRESENCE_HEARTBEATS,
                            PresenceShards.partition(shard, partitions),
                            null,
                            beat.toByteArray()));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        kafka.close();
    }
}
