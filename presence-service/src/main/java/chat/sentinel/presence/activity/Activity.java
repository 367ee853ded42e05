package chat.sentinel.presence.activity;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.status.Status;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/// Who is active, in Redis. A user is active while any of his devices gave a sign of life less than
/// the threshold ago. Every change of that is answered to exactly one caller, at whatever instance,
/// who has to tell it and then to call [#told]; where he dies, a sweep answers it again.
///
/// Calls wait for Redis.
@Component
public class Activity {
    private static final int SIGNS_IN_A_STEP = 250;
    private static final int SWEPT_IN_A_STEP = 250;
    private static final long LEAVES_COUNTED_OVER = 60_000;

    private final StringRedisTemplate redis;
    private final PresenceRows rows;
    private final ActivityProperties properties;
    private final Clock clock;
    private final ActivitySteps steps = new ActivitySteps();

    Activity(
            StringRedisTemplate redis,
            PresenceRows rows,
            ActivityProperties properties,
            Clock clock) {
        this.redis = redis;
        this.rows = rows;
        this.properties = properties;
        this.clock = clock;
    }

    /// @param signs of users of this shard
    /// @param asOf when they were said, in milliseconds since 1970: whoever reads late what was
    ///     said long ago must not take for gone who gave a sign after that
    public List<Change> signs(int shard, List<Sign> signs, long asOf) {
        List<Change> changes = new ArrayList<>();
        for (int from = 0; from < signs.size(); from += SIGNS_IN_A_STEP) {
            List<Sign> some = signs.subList(from, Math.min(signs.size(), from + SIGNS_IN_A_STEP));
            List<String> keys = new ArrayList<>();
            keys.add(due(shard));
            List<String> arguments = usual(asOf);
            for (Sign sign : some) {
                keys.add(key(sign.user()));
                arguments.add(sign.user().toString());
                arguments.add(sign.deviceKey());
                arguments.add(Long.toString(sign.at()));
            }
            changes.addAll(changes(steps.signs(redis, keys, arguments)));
        }
        return changes;
    }

    /// The user asked something, or said himself that he is here.
    public List<Change> seen(UserId user, SessionId device) {
        long now = clock.millis();
        return signs(PresenceShards.of(user), List.of(new Sign(user, device, "", now)), now);
    }

    /// The last socket of the device at this node closed in good order.
    public List<Change> left(UserId user, SessionId device, String node, long at) {
        List<String> arguments = usual(at);
        arguments.addAll(List.of(user.toString(), device.toString(), node, Long.toString(at)));
        arguments.addAll(grace());
        return changes(steps.leave(redis, keys(user), arguments));
    }

    /// Some of those whose time has come: whom nobody heard of any more, whose status ended, whose
    /// change was not told. Only a caller who has taken all signs that were given may ask.
    ///
    /// @param hidden the one of each has gone for the other, who is to be told; then call [#hidden]
    /// @param more whether there may be more of them
    public record Swept(List<Change> changes, List<HiddenFrom> hidden, boolean more) {}

    public Swept sweep(int shard) {
        List<String> arguments = usual();
        arguments.add(Integer.toString(SWEPT_IN_A_STEP));
        arguments.add(prefix(shard));
        arguments.add("frozen:{" + shard + "}:");
        ActivitySteps.Swept swept =
                steps.sweep(redis, List.of(due(shard), hiding(shard)), arguments);
        List<HiddenFrom> hidden = swept.hidden().stream().map(HiddenFrom::parse).toList();
        return new Swept(
                changes(swept.told()),
                hidden,
                Math.max(swept.looked(), hidden.size()) == SWEPT_IN_A_STEP);
    }

    /// These were told.
    public void hidden(int shard, List<HiddenFrom> hidden) {
        redis.opsForZSet()
                .remove(hiding(shard), hidden.stream().map(HiddenFrom::toString).toArray());
    }

    public List<Change> setStatus(UserId user, Status status) {
        return setStatus(user, status, clock.millis());
    }

    /// @param asOf when it was said: who becomes invisible seems to leave then
    public List<Change> setStatus(UserId user, Status status, long asOf) {
        List<String> arguments = usual(asOf);
        arguments.addAll(said(user, status));
        arguments.addAll(grace());
        return changes(steps.status(redis, keys(user), arguments));
    }

    /// Writes what Redis forgot. It is not told.
    public void restore(Map<UserId, Status> said) {
        Map<Integer, List<UserId>> shards =
                said.keySet().stream().collect(Collectors.groupingBy(PresenceShards::of));
        shards.forEach(
                (shard, users) -> {
                    for (int from = 0; from < users.size(); from += SIGNS_IN_A_STEP) {
                        List<String> keys = new ArrayList<>();
                        keys.add(due(shard));
                        List<String> arguments = usual();
                        int to = Math.min(users.size(), from + SIGNS_IN_A_STEP);
                        for (UserId user : users.subList(from, to)) {
                            keys.add(key(user));
                            arguments.addAll(said(user, said.getOrDefault(user, Status.NONE)));
                        }
                        steps.restore(redis, keys, arguments);
                    }
                });
    }

    private static List<String> said(UserId user, Status status) {
        return List.of(
                user.toString(),
                Long.toString(status.version()),
                status.isPlain() ? "" : status.kind().name(),
                status.text() == null ? "" : status.text(),
                Long.toString(status.until()),
                status.isInvisible() ? "1" : "0");
    }

    /// These are told. What is answered has changed again meanwhile and is still to be told.
    public List<Change> told(Collection<Change> changes) {
        Map<Integer, List<Presence>> shards = new LinkedHashMap<>();
        changes.forEach(
                change ->
                        shards.computeIfAbsent(
                                        PresenceShards.of(change.presence().userId()),
                                        _ -> new ArrayList<>())
                                .add(change.presence()));
        List<Change> again = new ArrayList<>();
        shards.forEach(
                (shard, told) -> {
                    List<String> keys = new ArrayList<>();
                    keys.add(due(shard));
                    List<String> arguments = usual();
                    for (Presence each : told) {
                        keys.add(key(each.userId()));
                        arguments.add(each.userId().toString());
                        arguments.add(Long.toString(each.version()));
                    }
                    again.addAll(changes(steps.told(redis, keys, arguments)));
                });
        return again;
    }

    /// What is so of these users, in their order, whether they exist or not; all of them cost the
    /// same.
    ///
    /// @param watcher for whom a time may be frozen
    public Map<UserId, Presence> read(Collection<UserId> users, UserId watcher) {
        List<String> keys = users.stream().map(Activity::key).toList();
        List<String> frozen = users.stream().map(Activity::frozen).toList();
        List<List<@Nullable String>> read = steps.read(redis, keys, frozen, watcher.toString());
        Map<UserId, Presence> presences = new LinkedHashMap<>();
        int row = 0;
        for (UserId user : users) {
            presences.put(user, this.rows.presence(user, read.get(row++)));
        }
        return presences;
    }

    /// To the one the other seems to leave at this time, and the other way round.
    public void freeze(UserId one, UserId other, long at) {
        freeze(new HiddenFrom(one, other), at);
        freeze(new HiddenFrom(other, one), at);
    }

    private void freeze(HiddenFrom pair, long at) {
        UserId user = pair.user();
        List<String> arguments = usual(at);
        arguments.add(user.toString());
        arguments.add(pair.other().toString());
        arguments.addAll(grace());
        steps.freeze(
                redis,
                List.of(key(user), frozen(user), hiding(PresenceShards.of(user))),
                arguments);
    }

    public void thaw(UserId one, UserId other) {
        thaw(new HiddenFrom(one, other));
        thaw(new HiddenFrom(other, one));
    }

    private void thaw(HiddenFrom pair) {
        redis.opsForHash().delete(frozen(pair.user()), pair.other().toString());
        hidden(PresenceShards.of(pair.user()), List.of(pair));
    }

    public void erase(UserId user) {
        redis.opsForZSet().remove(due(PresenceShards.of(user)), user.toString());
        redis.delete(List.of(key(user), frozen(user)));
    }

    private List<Change> changes(List<List<String>> told) {
        return told.stream()
                .map(
                        row -> {
                            UserId user = UserId.parse(row.getFirst());
                            List<@Nullable String> fields = new ArrayList<>();
                            fields.add(row.get(1));
                            fields.addAll(row.subList(3, row.size()));
                            fields.add(null);
                            return new Change(
                                    rows.presence(user, fields),
                                    switch (row.get(2)) {
                                        case "active" -> Change.Kind.ACTIVE;
                                        case "inactive" -> Change.Kind.INACTIVE;
                                        default -> Change.Kind.STATUS;
                                    });
                        })
                .toList();
    }

    private List<String> usual() {
        return usual(clock.millis());
    }

    private List<String> usual(long now) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Long.toString(now));
        arguments.add(Long.toString(properties.threshold().toMillis()));
        arguments.add(Long.toString(properties.claim().toMillis()));
        arguments.add(Long.toString(properties.keep().toMillis()));
        return arguments;
    }

    private List<String> grace() {
        return List.of(
                Long.toString(properties.leaveGrace().toMillis()),
                Integer.toString(properties.freeLeaves()),
                Long.toString(properties.longestGrace().toMillis()),
                Long.toString(LEAVES_COUNTED_OVER));
    }

    private static List<String> keys(UserId user) {
        return List.of(due(PresenceShards.of(user)), key(user));
    }

    private static String due(int shard) {
        return "due:{" + shard + "}";
    }

    private static String hiding(int shard) {
        return "hiding:{" + shard + "}";
    }

    private static String frozen(UserId user) {
        return "frozen:{" + PresenceShards.of(user) + "}:" + user;
    }

    private static String prefix(int shard) {
        return "active:{" + shard + "}:";
    }

    static String key(UserId user) {
        return prefix(PresenceShards.of(user)) + user;
    }
}
