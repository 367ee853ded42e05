package chat.sentinel.message.delivery;

import chat.sentinel.contracts.node.NodeFrame;
import chat.sentinel.message.recent.RedisConnections;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Takes the frames that other nodes send here. A gap, a new publisher that is not at its
/// beginning, a publisher that falls silent, or a reconnect to Redis means that something may
/// have been missed: then every client of this node is told to sync.
@Component
class NodeListener implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(NodeListener.class);

    private final Deliveries deliveries;
    private final LocalSessions local;
    private final SessionRegistry registry;
    private final RedisConnections redis;
    private final NodeId self;
    private final DeliveryProperties properties;
    private final Clock clock;
    private final Map<String, Publisher> publishers = new HashMap<>();
    private final AtomicBoolean missed = new AtomicBoolean();
    private @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;

    NodeListener(
            Deliveries deliveries,
            LocalSessions local,
            SessionRegistry registry,
            RedisConnections redis,
            NodeId self,
            DeliveryProperties properties,
            Clock clock) {
        this.deliveries = deliveries;
        this.local = local;
        this.registry = registry;
        this.redis = redis;
        this.self = self;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void start() {
        StatefulRedisPubSubConnection<String, byte[]> opened = redis.openPubSub();
        connection = opened;
        opened.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, byte[] frame) {
                        on(frame);
                    }
                });
        opened.addListener(
                new RedisConnectionStateAdapter() {
                    @Override
                    public void onRedisConnected(
                            RedisChannelHandler<?, ?> handler, SocketAddress address) {
                        log.info("Connected to Redis again; clients are told to sync");
                        registry.registerAll();
                        missed.set(true);
                    }
                });
        opened.sync().subscribe(NodeChannels.channel(self.value()));
    }

    private synchronized void on(byte[] bytes) {
        NodeFrame frame;
        try {
            frame = NodeFrame.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            log.warn("A frame on this node's channel cannot be read", e);
            missed.set(true);
            return;
        }
        Publisher known = publishers.get(frame.getPublisher());
        long last = known != null && known.epoch == frame.getEpoch() ? known.number : 0;
        boolean beat = frame.getDeliveriesCount() == 0 && frame.getAnswersCount() == 0;
        if (frame.getNumber() != (beat ? last : last + 1)) {
            log.info(
                    "Node {} is at frame {}, this node had {}",
                    frame.getPublisher(),
                    frame.getNumber(),
                    last);
            missed.set(true);
        }
        publishers.put(
                frame.getPublisher(),
                new Publisher(frame.getEpoch(), frame.getNumber(), clock.millis()));
        deliveries.deliverHere(frame);
    }

    /// Clients are told once, however many signs of loss there were.
    @Scheduled(fixedDelay = 1000)
    void tellClients() {
        forgetSilentNodes();
        if (missed.getAndSet(false)) {
            local.allMustSync();
        }
    }

    private synchronized void forgetSilentNodes() {
        long silentSince = clock.millis() - properties.missedBeats().toMillis();
        if (publishers.values().removeIf(publisher -> publisher.heardAt < silentSince)) {
            missed.set(true);
        }
    }

    @Override
    public void stop() {
        StatefulRedisPubSubConnection<String, byte[]> open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean isRunning() {
        return connection != null;
    }

    /// @param heardAt milliseconds since 1970
    private record Publisher(long epoch, long number, long heardAt) {}
}
