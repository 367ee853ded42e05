package chat.sentinel.servicekit.tokens;

import chat.sentinel.contracts.SessionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sessions that have ended while access tokens of theirs may still be about. Fed from
/// `user.events` by [RevocationReader]; a session is forgotten when its last token must have
/// expired.
public final class RevokedSessions {
    private static final Logger log = LoggerFactory.getLogger(RevokedSessions.class);

    private final Duration kept;
    private final Clock clock;
    private final ConcurrentHashMap<SessionId, Instant> forgetAt = new ConcurrentHashMap<>();
    private final List<Consumer<SessionId>> listeners = new CopyOnWriteArrayList<>();

    /// @param kept how long after its end a session is remembered: the life of an access token
    ///     and the leeway of clocks
    public RevokedSessions(Duration kept, Clock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    public boolean isRevoked(SessionId session) {
        return forgetAt.containsKey(session);
    }

    /// Calls the listener once for each session that ends from now on, on the thread that
    /// learns of it: it must not block. What it throws is logged.
    public void onRevoked(Consumer<SessionId> listener) {
        listeners.add(listener);
    }

    /// For the service that ends sessions itself: its own requests are refused without waiting
    /// for the event to come round.
    ///
    /// @param at when the session ended
    public void revoke(SessionId session, Instant at) {
        Instant until = at.plus(kept);
        if (!until.isAfter(clock.instant()) || forgetAt.putIfAbsent(session, until) != null) {
            return;
        }
        for (Consumer<SessionId> listener : listeners) {
            try {
                listener.accept(session);
            } catch (RuntimeException e) {
                log.error("A listener failed at the end of session {}", session, e);
            }
        }
    }

    int size() {
        return forgetAt.size();
    }

    void forgetExpired() {
        Instant now = clock.instant();
        forgetAt.values().removeIf(until -> !until.isAfter(now));
    }
}
