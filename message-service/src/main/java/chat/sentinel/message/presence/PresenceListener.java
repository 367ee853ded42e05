package chat.sentinel.message.presence;

import chat.sentinel.contracts.PresenceChannels;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.message.delivery.NodeId;
import chat.sentinel.message.recent.RedisConnections;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Hears what presence-service says to this node. After Redis was away everything is said again:
/// the answers have what was missed.
@Component
class PresenceListener implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(PresenceListener.class);

    private final LivePresence presence;
    private final RedisConnections redis;
    private final NodeId self;
    private final SayAgain sayAgain;
    private @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;

    PresenceListener(LivePresence presence, RedisConnections redis, NodeId self) {
        this.presence = presence;
        this.redis = redis;
        this.self = self;
        this.sayAgain = new SayAgain(presence::everythingAgain, presence::sayWatchesOf);
    }

    @Override
    public void start() {
        StatefulRedisPubSubConnection<String, byte[]> opened = redis.openPubSub();
        connection = opened;
        opened.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, byte[] frame) {
                        try {
                            heard(PresenceFrame.parseFrom(frame));
                        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
                            log.warn("A frame of presence-service cannot be read", e);
                        }
                    }
                });
        opened.addListener(
                new RedisConnectionStateAdapter() {
                    @Override
                    public void onRedisConnected(
                            RedisChannelHandler<?, ?> handler, SocketAddress address) {
                        sayAgain.everything();
                    }
                });
        opened.sync().subscribe(PresenceChannels.of(self.value()), PresenceChannels.ALL_NODES);
    }

    private void heard(PresenceFrame frame) {
        presence.on(frame);
        sayAgain.watchesOf(frame.getWatchAgainList().stream().map(UserId::of).toList());
        if (frame.getAll()) {
            sayAgain.everything();
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
}
