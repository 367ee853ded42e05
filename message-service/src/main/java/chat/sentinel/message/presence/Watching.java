package chat.sentinel.message.presence;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceStatus;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.message.wire.ClientEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whom one socket watches, and what it was told of them: nothing twice, nothing older after
/// something newer, and not more in a second than it may. What is too much waits, of each user
/// only the newest.
final class Watching {
    private final PresenceSocket socket;
    private final int mostInASecond;
    private final Map<UserId, SeenPresence> told = new HashMap<>();
    private final Map<UserId, SeenPresence> waiting = new LinkedHashMap<>();
    private Set<UserId> users = Set.of();
    private long second;
    private int sent;

    Watching(PresenceSocket socket, int mostInASecond) {
        this.socket = socket;
        this.mostInASecond = mostInASecond;
    }

    /// What it was told of those who are still watched is told again.
    synchronized void set(Set<UserId> watched) {
        users = watched;
        told.clear();
        waiting.clear();
    }

    synchronized Set<UserId> users() {
        return users;
    }

    synchronized void on(UserId user, SeenPresence seen, long nowMillis) {
        if (!users.contains(user)) {
            return;
        }
        SeenPresence before = waiting.getOrDefault(user, told.get(user));
        if (before != null
                && (seen.getVersion() < before.getVersion() || looksTheSame(before, seen))) {
            return;
        }
        if (waiting.isEmpty() && mayTell(nowMillis)) {
            tell(user, seen);
        } else {
            boolean merged = waiting.containsKey(user);
            waiting.put(user, merged ? seen.toBuilder().setThinned(true).build() : seen);
        }
    }

    /// Those who waited, as many as may be told now.
    synchronized void tellWaiting(long nowMillis) {
        Iterator<Map.Entry<UserId, SeenPresence>> each = waiting.entrySet().iterator();
        while (each.hasNext() && mayTell(nowMillis)) {
            Map.Entry<UserId, SeenPresence> next = each.next();
            each.remove();
            tell(next.getKey(), next.getValue());
        }
    }

    private boolean mayTell(long nowMillis) {
        if (nowMillis / 1_000 != second) {
            second = nowMillis / 1_000;
            sent = 0;
        }
        return sent < mostInASecond;
    }

    /// To a client; while somebody is active, his last active time is no news.
    private static boolean looksTheSame(SeenPresence one, SeenPresence other) {
        return one.getActive() == other.getActive()
                && (one.getActive() || one.getLastActive() == other.getLastActive())
                && one.hasStatus() == other.hasStatus()
                && sameStatus(one.getStatus(), other.getStatus());
    }

    private static boolean sameStatus(PresenceStatus one, PresenceStatus other) {
        return one.getKind() == other.getKind()
                && one.getText().equals(other.getText())
                && one.getUntil() == other.getUntil();
    }

    private void tell(UserId user, SeenPresence seen) {
        sent++;
        told.put(user, seen);
        socket.presenceChanged(
                new ClientEvent.PresenceChanged(
                        user.toString(),
                        seen.getActive(),
                        time(seen.getLastActive()),
                        seen.hasStatus() ? view(seen.getStatus()) : null,
                        seen.getThinned()));
    }

    private static ClientEvent.PresenceStatus view(PresenceStatus status) {
        return new ClientEvent.PresenceStatus(
                status.getKind().name().toLowerCase(Locale.ROOT),
                status.getText().isEmpty() ? null : status.getText(),
                time(status.getUntil()));
    }

    private static @Nullable Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
