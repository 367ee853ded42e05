package chat.sentinel.message.stomp;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Every open socket of this node, and what time does to them: heart-beats both ways, CONNECT
/// that never comes, tokens that expire, sessions that are revoked.
@Component
class StompSessions {
    /// A heart-beat may be this much late before the socket counts as dead.
    private static final int MISSED_HEART_BEATS = 3;

    private final Set<StompSession> open = ConcurrentHashMap.newKeySet();
    private final StompProperties properties;
    private final Clock clock;

    StompSessions(
            StompProperties properties,
            RevokedSessions revoked,
            Clock clock,
            MeterRegistry metrics) {
        this.properties = properties;
        this.clock = clock;
        revoked.onRevoked(this::revoke);
        metrics.gauge("sentinel.message.sockets", open, Set::size);
    }

    void add(StompSession session) {
        open.add(session);
    }

    void remove(StompSession session) {
        open.remove(session);
    }

    /// As they are now.
    List<StompSession> open() {
        return List.copyOf(open);
    }

    private void revoke(SessionId ended) {
        for (StompSession session : open) {
            AccessToken token = session.token;
            if (token != null && token.sessionId().equals(ended)) {
                session.left = true;
                session.end(ClientEvent.SessionEnded.REVOKED);
            }
        }
    }

    @Scheduled(fixedDelay = 1_000)
    void sweep() {
        long now = clock.millis();
        for (StompSession session : open) {
            sweep(session, now);
        }
    }

    private void sweep(StompSession session, long now) {
        AccessToken token = session.token;
        if (token == null) {
            if (now - session.openedAt > properties.connectTimeout().toMillis()) {
                session.fail("connect_timeout", "no CONNECT frame came", null);
            }
            return;
        }
        if (now > token.expiresAt().plus(properties.expiryGrace()).toEpochMilli()) {
            session.end(ClientEvent.SessionEnded.EXPIRED);
        } else if (session.expectEvery > 0
                && now - session.lastHeard > MISSED_HEART_BEATS * session.expectEvery) {
            session.fail(
                    "heart_beat_missed",
                    "nothing was heard for " + (now - session.lastHeard) + " ms",
                    null);
        } else if (session.writeEvery > 0
                && now - session.lastWritten >= session.writeEvery - 1_000) {
            session.lastWritten = now;
            session.heartBeat();
        }
    }
}
