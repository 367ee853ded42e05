package chat.sentinel.presence.watch;

import chat.sentinel.contracts.PresenceChannels;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.contracts.presence.PresenceNews;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.presence.visibility.Seen;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/// Speaks to the nodes of message-service, over their Redis channels. What is said is lost where
/// nobody listens.
@Component
class NodeNews {
    private static final int MOST_IN_A_FRAME = 1_000;

    private final StringRedisTemplate redis;

    NodeNews(StringRedisTemplate redis) {
        this.redis = redis;
    }

    static SeenPresence encode(Seen seen, long version, boolean thinned) {
        SeenPresence.Builder encoded =
                SeenPresence.newBuilder()
                        .setUserId(seen.userId().byteString())
                        .setVersion(version)
                        .setActive(seen.active())
                        .setLastActive(seen.lastActive())
                        .setThinned(thinned);
        if (seen.status() != null) {
            encoded.setStatus(seen.status().toProto(seen.userId()));
        }
        return encoded.build();
    }

    /// What is gathered for each node and sent in few frames.
    final class Bundle {
        private final Map<String, PresenceFrame.Builder> frames = new LinkedHashMap<>();

        void add(String node, Collection<UserId> watchers, Collection<SeenPresence> users) {
            PresenceFrame.Builder frame =
                    frames.computeIfAbsent(node, _ -> PresenceFrame.newBuilder());
            frame.addNews(
                    PresenceNews.newBuilder()
                            .addAllWatcherIds(watchers.stream().map(UserId::byteString).toList())
                            .addAllUsers(users));
            if (frame.getNewsCount() >= MOST_IN_A_FRAME) {
                frames.remove(node);
                send(Map.of(node, frame));
            }
        }

        void send() {
            send(frames);
        }

        private void send(Map<String, PresenceFrame.Builder> some) {
            if (!some.isEmpty()) {
                redis.executePipelined(
                        (RedisCallback<?>)
                                connection -> {
                                    some.forEach(
                                            (node, frame) ->
                                                    connection.publish(
                                                            bytes(PresenceChannels.of(node)),
                                                            frame.build().toByteArray()));
                                    return null;
                                });
            }
        }
    }

    Bundle bundle() {
        return new Bundle();
    }

    /// These users' nodes are to send their watches again.
    void watchAgain(List<UserId> users) {
        everywhere(
                PresenceFrame.newBuilder()
                        .addAllWatchAgain(users.stream().map(UserId::byteString).toList())
                        .build());
    }

    /// Everything is to be sent again, signs too.
    void everythingAgain() {
        everywhere(PresenceFrame.newBuilder().setAll(true).build());
    }

    private void everywhere(PresenceFrame frame) {
        redis.execute(
                (RedisCallback<?>)
                        connection ->
                                connection.publish(
                                        bytes(PresenceChannels.ALL_NODES), frame.toByteArray()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
