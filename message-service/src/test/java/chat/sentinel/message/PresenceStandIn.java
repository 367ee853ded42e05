package chat.sentinel.message;

import chat.sentinel.contracts.PresenceChannels;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.Leave;
import chat.sentinel.contracts.presence.PresenceBeat;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.contracts.presence.PresenceNews;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.contracts.presence.Sign;
import chat.sentinel.contracts.presence.Watch;
import chat.sentinel.message.recent.RedisConnections;
import chat.sentinel.testkit.Backends;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Hears what the nodes of the shared cluster tell presence-service, and speaks to them as it does.
final class PresenceStandIn {
    private static final List<PresenceBeat> BEATS = new CopyOnWriteArrayList<>();

    static {
        Thread.ofPlatform().daemon().name("beats").start(PresenceStandIn::read);
    }

    private PresenceStandIn() {}

    private static void read() {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", Backends.kafka().bootstrapServers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(Topics.PRESENCE_HEARTBEATS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (true) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    BEATS.add(PresenceBeat.parseFrom(record.value()));
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /// In their order, those of one user.
    static List<PresenceBeat> beats() {
        return BEATS;
    }

    static List<Sign> signsOf(UserId user) {
        return BEATS.stream()
                .flatMap(beat -> beat.getSignsList().stream())
                .filter(sign -> sign.getUserId().equals(user.byteString()))
                .toList();
    }

    static List<Leave> leavesOf(UserId user) {
        return BEATS.stream()
                .flatMap(beat -> beat.getLeavesList().stream())
                .filter(leave -> leave.getUserId().equals(user.byteString()))
                .toList();
    }

    static List<Watch> watchesOf(UserId watcher) {
        return BEATS.stream()
                .flatMap(beat -> beat.getWatchesList().stream())
                .filter(watch -> watch.getWatcherId().equals(watcher.byteString()))
                .toList();
    }

    /// The node that said last whom the user watches.
    static String nodeOf(UserId watcher) {
        return BEATS.stream()
                .filter(
                        beat ->
                                beat.getWatchesList().stream()
                                        .anyMatch(
                                                watch ->
                                                        watch.getWatcherId()
                                                                .equals(watcher.byteString())))
                .toList()
                .getLast()
                .getNode();
    }

    static SeenPresence.Builder seen(UserId user, long version, boolean active) {
        return SeenPresence.newBuilder()
                .setUserId(user.byteString())
                .setVersion(version)
                .setActive(active)
                .setLastActive(1_000);
    }

    static void say(String node, UserId watcher, SeenPresence seen) {
        publish(
                PresenceChannels.of(node),
                PresenceFrame.newBuilder()
                        .addNews(
                                PresenceNews.newBuilder()
                                        .addWatcherIds(watcher.byteString())
                                        .addUsers(seen))
                        .build());
    }

    static void publish(String channel, PresenceFrame frame) {
        try (StatefulRedisConnection<String, byte[]> redis =
                TestCluster.shared().bean(0, RedisConnections.class).open()) {
            redis.sync().publish(channel, frame.toByteArray());
        }
    }
}
