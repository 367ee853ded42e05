package chat.sentinel.message.presence;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.Leave;
import chat.sentinel.contracts.presence.PresenceBeat;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.contracts.presence.PresenceNews;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.contracts.presence.Sign;
import chat.sentinel.contracts.presence.Watch;
import chat.sentinel.message.delivery.NodeId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Tells presence-service who of this node is alive: connects and leaves at once, everybody in each
/// beat, one shard after the other; and whom they watch. Passes on what their watchers may see.
/// Nobody waits for presence-service here, and nothing here decides who may see whom.
@Component
public class LivePresence {
    private static final int SIGNS_IN_A_RECORD = 500;

    private final List<ConcurrentHashMap<UserId, HereUser>> shards = new ArrayList<>();
    private final Set<Watching> waiting = ConcurrentHashMap.newKeySet();
    private final Cache<SessionId, Boolean> saidByRequest;
    private final HeartbeatLog log;
    private final NodeId node;
    private final PresenceProperties properties;
    private final Clock clock;

    /// Counts the times at which a shard is due.
    private long beatsDone;

    LivePresence(HeartbeatLog log, NodeId node, PresenceProperties properties, Clock clock) {
        this.log = log;
        this.node = node;
        this.properties = properties;
        this.clock = clock;
        this.saidByRequest =
                Caffeine.newBuilder()
                        // Tidied up by who uses it: to wake another thread for that costs more.
                        .executor(Runnable::run)
                        .maximumSize(200_000)
                        .expireAfterWrite(properties.beat())
                        .build();
        for (int i = 0; i < PresenceShards.COUNT; i++) {
            shards.add(new ConcurrentHashMap<>());
        }
    }

    /// A socket has shown its token.
    public void connected(PresenceSocket socket) {
        UserId user = socket.userId();
        users(user)
                .compute(
                        user,
                        (_, before) -> {
                            HereUser here = before == null ? new HereUser() : before;
                            here.add(socket, properties.eventsOfSocket());
                            // Here, so that what is said of its end comes after it.
                            var _ =
                                    log.append(
                                            beat(user)
                                                    .addSigns(sign(user, socket.device(), 0))
                                                    .build());
                            return here;
                        });
        if (socket.isGone()) {
            disconnected(socket, false);
        }
    }

    /// A socket has ended. More than once is harmless.
    ///
    /// @param clean whether the client wanted it so: who only lost his connection may be back in a
    ///     moment, and counts until the threshold
    public void disconnected(PresenceSocket socket, boolean clean) {
        UserId user = socket.userId();
        users(user)
                .computeIfPresent(
                        user,
                        (_, here) -> {
                            if (!here.has(socket)) {
                                return here;
                            }
                            Set<UserId> noLonger = here.remove(socket);
                            PresenceBeat.Builder beat = beat(user);
                            if (clean && !here.hasDevice(socket.device())) {
                                saidByRequest.invalidate(socket.device());
                                beat.addLeaves(
                                        Leave.newBuilder()
                                                .setUserId(user.byteString())
                                                .setSessionId(socket.device().byteString()));
                            }
                            if (!noLonger.isEmpty()) {
                                beat.addWatches(watch(user, Set.of(), noLonger));
                            }
                            if (beat.getLeavesCount() + beat.getWatchesCount() > 0) {
                                var _ = log.append(beat.build());
                            }
                            return here.isEmpty() ? null : here;
                        });
    }

    /// The user made a request.
    public void requested(UserId user, SessionId device) {
        if (saidByRequest.asMap().putIfAbsent(device, Boolean.TRUE) == null) {
            var _ = log.append(beat(user).addSigns(sign(user, device, 0).setRest(true)).build());
        }
    }

    /// From now on the socket watches these and nobody else.
    ///
    /// @return completes when presence-service will answer
    CompletableFuture<?> watch(PresenceSocket socket, Set<UserId> watched) {
        UserId user = socket.userId();
        List<CompletableFuture<?>> said = new ArrayList<>();
        users(user)
                .computeIfPresent(
                        user,
                        (_, here) -> {
                            Set<UserId> noLonger = here.watch(socket, watched, clock.millis());
                            said.add(
                                    log.append(
                                            beat(user)
                                                    .addWatches(watch(user, watched, noLonger))
                                                    .build()));
                            return here;
                        });
        return said.isEmpty() ? CompletableFuture.completedFuture(null) : said.getFirst();
    }

    /// One shard at a time, so that the beats of a node are spread over the time between them.
    @Scheduled(fixedRate = 100)
    void beatDue() {
        long every = Math.max(1, properties.beat().toMillis() / PresenceShards.COUNT);
        long due = clock.millis() / every;
        if (beatsDone == 0 || due - beatsDone > PresenceShards.COUNT) {
            beatsDone = due - 1;
        }
        while (beatsDone < due) {
            beat(Math.toIntExact(++beatsDone % PresenceShards.COUNT), clock.millis());
        }
    }

    private void beat(int shard, long now) {
        saySigns(shard);
        long renewal = properties.watchRenewal().toMillis();
        forEach(
                shard,
                (user, here) -> {
                    if (here.renews(now, renewal)) {
                        sayWatches(user, here);
                    }
                });
    }

    private void saySigns(int shard) {
        long now = clock.millis();
        PresenceBeat.Builder beat = beat(shard);
        List<PresenceBeat.Builder> full = new ArrayList<>(List.of(beat));
        forEach(
                shard,
                (user, here) ->
                        here.heard()
                                .forEach(
                                        (device, heardAt) -> {
                                            if (full.getLast().getSignsCount()
                                                    >= SIGNS_IN_A_RECORD) {
                                                full.add(beat(shard));
                                            }
                                            full.getLast()
                                                    .addSigns(sign(user, device, now - heardAt));
                                        }));
        for (PresenceBeat.Builder each : full) {
            if (each.getSignsCount() > 0) {
                var _ = log.append(each.build());
            }
        }
    }

    private void sayWatches(UserId user, HereUser here) {
        Set<UserId> watched = here.watched();
        if (!watched.isEmpty()) {
            var _ = log.append(beat(user).addWatches(watch(user, watched, Set.of())).build());
        }
    }

    /// What presence-service tells watchers at this node.
    void on(PresenceFrame frame) {
        long now = clock.millis();
        for (PresenceNews news : frame.getNewsList()) {
            for (var watcher : news.getWatcherIdsList()) {
                UserId user = UserId.of(watcher);
                for (Watching watching : watchings(user)) {
                    boolean waits = false;
                    for (SeenPresence seen : news.getUsersList()) {
                        waits = watching.on(UserId.of(seen.getUserId()), seen, now);
                    }
                    if (waits) {
                        waiting.add(watching);
                    }
                }
            }
        }
    }

    void sayWatchesOf(UserId user) {
        locked(user, this::sayWatches);
    }

    /// Signs and watches of everybody here.
    void everythingAgain() {
        for (int shard = 0; shard < PresenceShards.COUNT; shard++) {
            saySigns(shard);
            forEach(shard, this::sayWatches);
        }
    }

    @Scheduled(fixedDelay = 200)
    void tellWaiting() {
        long now = clock.millis();
        for (Watching watching : List.copyOf(waiting)) {
            waiting.remove(watching);
            if (watching.tellWaiting(now)) {
                waiting.add(watching);
            }
        }
    }

    /// As they are now: a socket is never told anything while its user is locked.
    private List<Watching> watchings(UserId user) {
        List<Watching> all = new ArrayList<>();
        locked(user, (_, here) -> all.addAll(here.watchings()));
        return all;
    }

    private interface Each {
        void of(UserId user, HereUser here);
    }

    private void forEach(int shard, Each each) {
        shards.get(shard).keySet().forEach(user -> locked(user, each));
    }

    /// Not called where the user is not here.
    private void locked(UserId user, Each each) {
        users(user)
                .computeIfPresent(
                        user,
                        (_, here) -> {
                            each.of(user, here);
                            return here;
                        });
    }

    private Map<UserId, HereUser> users(UserId user) {
        return shards.get(PresenceShards.of(user));
    }

    private PresenceBeat.Builder beat(UserId user) {
        return beat(PresenceShards.of(user));
    }

    private PresenceBeat.Builder beat(int shard) {
        return PresenceBeat.newBuilder().setNode(node.value()).setShard(shard);
    }

    private static Sign.Builder sign(UserId user, SessionId device, long age) {
        return Sign.newBuilder()
                .setUserId(user.byteString())
                .setSessionId(device.byteString())
                .setAgeMs(Math.max(0, age));
    }

    private static Watch watch(
            UserId watcher, Collection<UserId> users, Collection<UserId> noLonger) {
        return Watch.newBuilder()
                .setWatcherId(watcher.byteString())
                .addAllUserIds(users.stream().map(UserId::byteString).toList())
                .addAllNoLonger(noLonger.stream().map(UserId::byteString).toList())
                .build();
    }
}
