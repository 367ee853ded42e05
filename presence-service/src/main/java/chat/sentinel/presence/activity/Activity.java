package chat.sentinel.presence.activity;

import chat.sentinel.contracts.PresenceShards;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.status.Status;
import chat.sentinel.presence.status.Statuses;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Statuses statuses;
    private final ActivityProperties properties;
    private final Clock clock;
    private final ActivitySteps steps = new ActivitySteps();

    Activity(
            StringRedisTemplate redis,
            Statuses statuses,
            ActivityProperties properties,
            Clock clock) {
        this.redis = redis;
        this.statuses = statuses;
        this.properties = properties;
        this.clock = clock;
    }

    /// @param signs of users of this shard
    /// @param asOf when they were said, in milliseconds since 1970: whoever reads late what was
    // said
    ///     long ago must not take for gone who gave a sign after that
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
        arguments.addAll(
                List.of(
                        user.toString(),
                        device.toString(),
                        node,
                        Long.toString(at),
                        Long.toString(properties.leaveGrace().toMillis()),
                        Integer.toString(properties.freeLeaves()),
                        Long.toString(properties.longestGrace().toMillis()),
                        Long.toString(LEAVES_COUNTED_OVER)));
        return changes(steps.leave(redis, keys(user), arguments));
    }

    /// Some of those whose time has come: whom nobody heard of any more, whose status ended, whose
    /// change was not told.
    ///
    /// @param more whether there may be more of them
    public record Swept(List<Change> changes, boolean more) {}

    public Swept sweep(int shard) {
        List<String> arguments = usual();
        arguments.add(Integer.toString(SWEPT_IN_A_STEP));
        arguments.add(prefix(shard));
        ActivitySteps.Swept swept = steps.sweep(redis, List.of(due(shard)), arguments);
        return new Swept(changes(swept.told()), swept.looked() == SWEPT_IN_A_STEP);
    }

    public List<Change> setStatus(UserId user, Status status) {
        List<String> arguments = usual();
        arguments.addAll(
                List.of(
                        user.toString(),
                        Long.toString(status.version()),
                        status.isPlain() ? "" : status.kind().name(),
                        status.text() == null ? "" : status.text(),
                        Long.toString(status.until()),
                        status.isInvisible() ? "1" : "0"));
        return changes(steps.status(redis, keys(user), arguments));
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
        List<List<@Nullable String>> rows = steps.read(redis, keys, watcher.toString());
        Map<UserId, Presence> read = new LinkedHashMap<>();
        int row = 0;
        for (UserId user : users) {
            read.put(user, presence(user, rows.get(row++)));
        }
        return read;
    }

    /// From now on the one is shown no later last active time of the other, and the other way
    /// round.
    public void freeze(UserId one, UserId other) {
        String keep = Long.toString(properties.keep().toMillis());
        steps.freeze(redis, List.of(key(one)), List.of(other.toString(), keep));
        steps.freeze(redis, List.of(key(other)), List.of(one.toString(), keep));
    }

    public void thaw(UserId one, UserId other) {
        redis.opsForHash().delete(key(one), "f:" + other);
        redis.opsForHash().delete(key(other), "f:" + one);
    }

    public void erase(UserId user) {
        redis.opsForZSet().remove(due(PresenceShards.of(user)), user.toString());
        redis.delete(key(user));
    }

    private List<Change> changes(List<List<String>> told) {
        return told.stream()
                .map(
                        row -> {
                            UserId user = UserId.parse(row.getFirst());
                            List<@Nullable String> fields = new ArrayList<>();
                            fields.add(row.get(1));
                            fields.addAll(row.subList(3, row.size()));
                            fields.add("0");
                            return new Change(
                                    presence(user, fields),
                                    switch (row.get(2)) {
                                        case "active" -> Change.Kind.ACTIVE;
                                        case "inactive" -> Change.Kind.INACTIVE;
                                        default -> Change.Kind.STATUS;
                                    });
                        })
                .toList();
    }

    /// @param fields v, a, l, s, x, u, sv, f, and f for the watcher
    private Presence presence(UserId user, List<@Nullable String> fields) {
        String kind = fields.get(3);
        String text = fields.get(4);
        Status told =
                new Status(
                        number(fields.get(6)),
                        kind == null || kind.isEmpty()
                                ? Status.Kind.AVAILABLE
                                : Status.Kind.valueOf(kind),
                        text == null || text.isEmpty() ? null : text,
                        number(fields.get(5)));
        // Redis may have forgotten one, and this instance may not have heard of one yet.
        Status heard = statuses.of(user);
        Status status = heard.version() > told.version() ? heard : told;
        return new Presence(
                user,
                number(fields.get(0)),
                "1".equals(fields.get(1)),
                number(fields.get(2)),
                status.at(clock.millis()),
                number(fields.get(7)),
                number(fields.get(8)));
    }

    private static long number(@Nullable String text) {
        return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
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

    private static List<String> keys(UserId user) {
        return List.of(due(PresenceShards.of(user)), key(user));
    }

    private static String due(int shard) {
        return "due:{" + shard + "}";
    }

    private static String prefix(int shard) {
        return "active:{" + shard + "}:";
    }

    private static String key(UserId user) {
        return prefix(PresenceShards.of(user)) + user;
    }
}
