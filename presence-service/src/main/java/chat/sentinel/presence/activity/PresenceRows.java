package chat.sentinel.presence.activity;

import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.status.Status;
import chat.sentinel.presence.status.Statuses;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What the fields of a user's hash say, together with what this instance heard of his status.
@Component
class PresenceRows {
    /// By how much a change may be older than an answer that knows nothing of the user, and still
    /// be the newer of the two: clocks differ, and a step may be on its way.
    private static final long MARGIN = 5_000;

    private final Statuses statuses;
    private final ActivityProperties properties;
    private final Clock clock;

    PresenceRows(Statuses statuses, ActivityProperties properties, Clock clock) {
        this.statuses = statuses;
        this.properties = properties;
        this.clock = clock;
    }

    /// @param fields v, a, l, s, x, u, sv, f, h, b, and what is frozen for the watcher
    Presence presence(UserId user, List<@Nullable String> fields) {
        long now = clock.millis();
        Status told = status(number(fields.get(6)), fields.get(3), fields.get(5), fields.get(4));
        // Redis may have forgotten one, and this instance may not have heard of one yet. Who became
        // invisible just now: it is on its way to Redis, which says from when on it shows.
        Status heard = statuses.of(user);
        boolean forgotten =
                heard.version() > told.version()
                        && (!heard.isInvisible()
                                || heard.version() + properties.leaveGrace().toMillis() <= now);
        Status status = forgotten ? heard : told;
        String leaving = fields.get(8);
        return new Presence(
                user,
                fields.get(0) == null ? now - MARGIN : number(fields.get(0)),
                "1".equals(fields.get(1)),
                number(fields.get(2)),
                status.at(now),
                before(fields.get(9)).at(now),
                new Hiding(number(fields.get(7)), leaving != null && !leaving.isEmpty()),
                Hiding.parse(fields.get(10)));
    }

    /// @param text kind, end and text, each in a line
    private static Status before(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Status.NONE;
        }
        String[] parts = text.split("\n", 3);
        return status(0, parts[0], parts[1], parts[2]);
    }

    private static Status status(
            long version, @Nullable String kind, @Nullable String until, @Nullable String text) {
        return new Status(
                version,
                kind == null || kind.isEmpty() ? Status.Kind.AVAILABLE : Status.Kind.valueOf(kind),
                text == null || text.isEmpty() ? null : text,
                number(until));
    }

    private static long number(@Nullable String text) {
        return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
