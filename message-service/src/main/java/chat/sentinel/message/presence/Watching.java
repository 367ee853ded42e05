package chat.sentinel.message.presence;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceStatus;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.message.wire.ClientEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whom one socket watches, and what it was told of them: nothing twice, nothing older after
/// something newer, and not more in a second than it may. What is too much, and what the socket
/// does not take, waits, of each user only the newest.
final class Watching {
    private final PresenceSocket socket;
    private final int mostInASecond;
    private final Map<UserId, SeenPresence> told = new HashMap<>();
    private final LinkedHashMap<UserId, SeenPresence> waiting = new LinkedHashMap<>();
    private Set<UserId> users = Set.of();
    private long second;
    private int sent;

    /// A thread is telling the socket something, which counts as told.
    private boolean telling;

    /// What it was told of the same user before that.
    private @Nullable SeenPresence toldBefore;

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

    /// @return whether something waits to be told
    boolean on(UserId user, SeenPresence seen, long nowMillis) {
        synchronized (this) {
            if (users.contains(user) && isNews(waiting.getOrDefault(user, told.get(user)), seen)) {
                waiting.merge(user, seen, (_, newer) -> thinned(newer));
            }
        }
        return tellWaiting(nowMillis);
    }

    /// Those who wait, as many as may be told now. The socket is told outside the lock: it may end
    /// of it, on the same thread, and whoever ends it needs locks that are taken before this one.
    ///
    /// @return whether something waits still
    boolean tellWaiting(long nowMillis) {
        boolean queued = true;
        for (SeenPresence next = take(nowMillis);
                next != null;
                next = queued ? take(nowMillis) : null) {
            queued = false;
            try {
                queued = socket.presenceChanged(event(next));
            } finally {
                taken(next, queued);
            }
        }
        return waits();
    }

    /// One at a time, so that they come in order; who finds another thread at it leaves it the
    /// rest.
    private synchronized @Nullable SeenPresence take(long nowMillis) {
        if (telling || waiting.isEmpty() || !mayTell(nowMillis)) {
            return null;
        }
        SeenPresence next = waiting.pollFirstEntry().getValue();
        UserId user = UserId.of(next.getUserId());
        telling = true;
        toldBefore = told.put(user, next);
        return next;
    }

    private synchronized void taken(SeenPresence seen, boolean queued) {
        UserId user = UserId.of(seen.getUserId());
        telling = false;
        if (queued) {
            sent++;
        } else if (told.get(user) == seen) {
            if (toldBefore == null) {
                told.remove(user);
            } else {
                told.put(user, toldBefore);
            }
            waiting.merge(user, seen, (newer, _) -> thinned(newer));
        }
        toldBefore = null;
    }

    private synchronized boolean waits() {
        return !waiting.isEmpty();
    }

    private static boolean isNews(@Nullable SeenPresence before, SeenPresence seen) {
        return before == null
                || (seen.getVersion() >= before.getVersion() && !looksTheSame(before, seen));
    }

    private static SeenPresence thinned(SeenPresence seen) {
        return seen.toBuilder().setThinned(true).build();
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

    private static ClientEvent.PresenceChanged event(SeenPresence seen) {
        return new ClientEvent.PresenceChanged(
                UserId.of(seen.getUserId()).toString(),
                seen.getActive(),
                time(seen.getLastActive()),
                seen.hasStatus() ? view(seen.getStatus()) : null,
                seen.getThinned());
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
