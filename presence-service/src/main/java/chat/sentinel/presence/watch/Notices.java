package chat.sentinel.presence.watch;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.activity.Change;
import chat.sentinel.presence.activity.Presence;
import chat.sentinel.presence.visibility.Visibility;
import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Tells watchers what they may see, now and at each change. Nobody is named to a node who may not
/// see it.
///
/// Under overload the changes of a user are merged: he waits, and then his newest state is told,
/// marked as thinned.
@Component
public class Notices {
    private static final UserId NOBODY = new UserId(new UUID(0, 0));

    private final Watchers watchers;
    private final NodeNews news;
    private final Activity activity;
    private final Visibility visibility;
    private final Bucket budget;
    private final long mostForOne;
    private final Counter thinned;
    private final Set<UserId> waiting = new LinkedHashSet<>();
    private final Set<UserId> around = new LinkedHashSet<>();

    Notices(
            Watchers watchers,
            NodeNews news,
            Activity activity,
            Visibility visibility,
            WatchProperties properties,
            MeterRegistry metrics) {
        this.watchers = watchers;
        this.news = news;
        this.activity = activity;
        this.visibility = visibility;
        int most = properties.noticesPerSecond();
        this.mostForOne = Math.max(1, most / 4);
        this.budget =
                Bucket.builder()
                        .addLimit(
                                limit ->
                                        limit.capacity(most)
                                                .refillGreedy(most, Duration.ofSeconds(1)))
                        .build();
        this.thinned = metrics.counter("sentinel.presence.notices_thinned");
        metrics.gauge("sentinel.presence.notices_waiting", waiting, Set::size);
    }

    /// From now on the watcher is told of these, and at once how they are.
    public void watch(Watcher watcher, Collection<UserId> users) {
        watchers.add(watcher, users);
        tell(watcher, users);
    }

    public void unwatch(Watcher watcher, Collection<UserId> users) {
        watchers.remove(watcher, users);
    }

    /// Tells the watchers of these changes, or lets them wait.
    public void tell(Collection<Change> changes) {
        tell(changes.stream().map(Change::presence).toList(), false);
    }

    private void tell(List<Presence> presences, boolean late) {
        if (presences.isEmpty()) {
            return;
        }
        Map<UserId, List<Watcher>> all =
                watchers.of(presences.stream().map(Presence::userId).toList());
        NodeNews.Bundle bundle = news.bundle();
        for (Presence presence : presences) {
            List<Watcher> his = all.getOrDefault(presence.userId(), List.of());
            if (his.isEmpty()) {
                continue;
            }
            if (isWaiting(presence.userId()) && !late) {
                continue;
            }
            // Somebody whom very many watch must find enough, too.
            if (!budget.tryConsume(Math.min(his.size(), mostForOne))) {
                wait(presence.userId());
                continue;
            }
            Map<String, List<UserId>> nodes = new LinkedHashMap<>();
            List<Watcher> own = new ArrayList<>();
            for (Watcher watcher : his) {
                if (watcher.user().equals(presence.userId())) {
                    own.add(watcher);
                } else if (visibility.follows(watcher.user(), presence.userId())) {
                    nodes.computeIfAbsent(watcher.node(), _ -> new ArrayList<>())
                            .add(watcher.user());
                }
            }
            // All who follow him see the same.
            nodes.forEach(
                    (node, users) ->
                            bundle.add(
                                    node,
                                    users,
                                    List.of(seenBy(users.getFirst(), presence, late))));
            own.forEach(
                    watcher ->
                            bundle.add(
                                    watcher.node(),
                                    List.of(watcher.user()),
                                    List.of(seenBy(watcher.user(), presence, late))));
        }
        bundle.send();
    }

    private SeenPresence seenBy(UserId watcher, Presence presence, boolean late) {
        return NodeNews.encode(visibility.seen(watcher, presence), presence.version(), late);
    }

    private synchronized boolean isWaiting(UserId user) {
        return waiting.contains(user);
    }

    private synchronized void wait(UserId user) {
        waiting.add(user);
        thinned.increment();
    }

    private synchronized List<UserId> takeWaiting() {
        List<UserId> some = waiting.stream().limit(500).toList();
        some.forEach(waiting::remove);
        return some;
    }

    /// Those who waited, in their order, as far as there is budget again.
    @Scheduled(fixedDelay = 100)
    void tellWaiting() {
        List<UserId> users = takeWaiting();
        if (users.isEmpty()) {
            return;
        }
        try {
            tell(List.copyOf(activity.read(users, NOBODY).values()), true);
        } catch (DataAccessException e) {
            users.forEach(this::wait);
        }
    }

    /// What this watcher may see of a user may have changed.
    public void look(UserId watcher, UserId user) {
        for (Watcher each : watchers.of(List.of(user)).getOrDefault(user, List.of())) {
            if (each.user().equals(watcher)) {
                tell(each, List.of(user));
            }
        }
    }

    /// What others may see of this user, and he of others, may have changed: he waits to be looked
    /// at, once however often it is said meanwhile.
    public void lookAround(UserId user) {
        synchronized (around) {
            around.add(user);
        }
    }

    /// Those who wait for it, as far as there is budget.
    @Scheduled(fixedDelay = 50)
    void lookAround() {
        List<UserId> users;
        synchronized (around) {
            users = around.stream().limit(500).toList();
            users.forEach(around::remove);
        }
        if (users.isEmpty()) {
            return;
        }
        try {
            Map<UserId, Presence> presences = activity.read(users, NOBODY);
            Map<UserId, List<Watcher>> all = watchers.of(users);
            NodeNews.Bundle bundle = news.bundle();
            List<UserId> looked = new ArrayList<>();
            presences.forEach(
                    (user, presence) -> {
                        List<Watcher> his = all.getOrDefault(user, List.of());
                        if (!his.isEmpty()
                                && !budget.tryConsume(Math.min(his.size(), mostForOne))) {
                            lookAround(user);
                        } else {
                            looked.add(user);
                            his.forEach(watcher -> lookAround(watcher, presence, bundle));
                        }
                    });
            bundle.send();
            if (!looked.isEmpty()) {
                news.watchAgain(looked);
            }
        } catch (DataAccessException e) {
            users.forEach(this::lookAround);
        }
    }

    private void lookAround(Watcher watcher, Presence presence, NodeNews.Bundle bundle) {
        if (visibility.isBlocked(watcher.user(), presence.userId())) {
            // Is shown a time of his own.
            tell(watcher, List.of(presence.userId()));
        } else {
            bundle.add(
                    watcher.node(),
                    List.of(watcher.user()),
                    List.of(seenBy(watcher.user(), presence, false)));
        }
    }

    public void everythingAgain() {
        news.everythingAgain();
    }

    /// Nothing is known of this user any more.
    public void gone(UserId user, long version) {
        tell(List.of(Presence.unknown(user, version)), false);
    }

    public void erase(UserId user) {
        watchers.forget(user);
    }

    private void tell(Watcher watcher, Collection<UserId> users) {
        List<SeenPresence> seen =
                activity.read(users, watcher.user()).values().stream()
                        .map(presence -> seenBy(watcher.user(), presence, false))
                        .toList();
        NodeNews.Bundle bundle = news.bundle();
        bundle.add(watcher.node(), List.of(watcher.user()), seen);
        bundle.send();
    }
}
