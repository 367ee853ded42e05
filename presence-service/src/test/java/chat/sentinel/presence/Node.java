package chat.sentinel.presence;

import chat.sentinel.contracts.PresenceChannels;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.contracts.presence.PresenceNews;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.contracts.presence.Watch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/// A node of message-service: keeps what it is told.
public final class Node {
    final String name = "node-" + UUID.randomUUID();
    private final List<PresenceFrame> frames = new CopyOnWriteArrayList<>();

    public Node() {
        RedisConnection connection =
                PresenceCluster.shared().bean(RedisConnectionFactory.class).getConnection();
        MessageListener listener =
                (message, _) -> {
                    try {
                        frames.add(PresenceFrame.parseFrom(message.getBody()));
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                };
        connection.subscribe(
                listener,
                PresenceChannels.of(name).getBytes(),
                PresenceChannels.ALL_NODES.getBytes());
    }

    public void watches(Person watcher, UserId... users) {
        PresenceCluster.shared().beat(watcher.beat(name).addWatches(watch(watcher, users)).build());
    }

    private static Watch.Builder watch(Person watcher, UserId... users) {
        return Watch.newBuilder()
                .setWatcherId(watcher.id.byteString())
                .addAllUserIds(Arrays.stream(users).map(UserId::byteString).toList());
    }

    void watchesNoLonger(Person watcher, UserId user) {
        PresenceCluster.shared()
                .beat(
                        watcher.beat(name)
                                .addWatches(
                                        Watch.newBuilder()
                                                .setWatcherId(watcher.id.byteString())
                                                .addNoLonger(user.byteString()))
                                .build());
    }

    /// What the watcher was told of the user so far, in its order.
    public List<SeenPresence> told(Person watcher, UserId user) {
        return frames.stream()
                .flatMap(frame -> frame.getNewsList().stream())
                .filter(news -> news.getWatcherIdsList().contains(watcher.id.byteString()))
                .map(PresenceNews::getUsersList)
                .flatMap(List::stream)
                .filter(seen -> UserId.of(seen.getUserId()).equals(user))
                .toList();
    }

    /// Whether what it was told last is that the user is active.
    boolean toldActive(Person watcher, UserId user) {
        List<SeenPresence> all = told(watcher, user);
        return !all.isEmpty() && all.getLast().getActive();
    }

    /// Whether what it was told last is that the user is not active.
    public boolean toldAway(Person watcher, UserId user) {
        List<SeenPresence> all = told(watcher, user);
        return !all.isEmpty() && !all.getLast().getActive();
    }

    boolean isAskedToWatchAgain(UserId user) {
        return frames.stream()
                .anyMatch(frame -> frame.getWatchAgainList().contains(user.byteString()));
    }

    boolean isAskedForEverything() {
        return frames.stream().anyMatch(PresenceFrame::getAll);
    }
}
