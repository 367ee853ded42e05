package chat.sentinel.notification.socket;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import java.time.Clock;
import java.time.Duration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// What time does to sockets: CONNECT that never comes, tokens that expire, sessions that are
/// revoked.
@Component
class SocketSweep {
    /// For an ERROR to be taken.
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Sockets sockets;
    private final Replies replies;
    private final SocketProperties properties;
    private final Clock clock;

    SocketSweep(
            Sockets sockets,
            Replies replies,
            SocketProperties properties,
            RevokedSessions revoked,
            Clock clock) {
        this.sockets = sockets;
        this.replies = replies;
        this.properties = properties;
        this.clock = clock;
        revoked.onRevoked(this::revoke);
    }

    private void revoke(SessionId ended) {
        for (Socket socket : sockets.all()) {
            AccessToken token = socket.token;
            if (token != null && token.sessionId().equals(ended)) {
                replies.end(socket, "session_revoked", "the session has ended", null);
            }
        }
    }

    @Scheduled(fixedDelay = 1_000)
    void sweep() {
        long now = clock.millis();
        for (Socket socket : sockets.all()) {
            sweep(socket, now);
        }
    }

    private void sweep(Socket socket, long now) {
        AccessToken token = socket.token;
        if (socket.endsSince != 0) {
            if (now - socket.endsSince > LAST_WORDS.toMillis()) {
                socket.cut();
            }
        } else if (token == null) {
            if (now - socket.openedAt > properties.connectTimeout().toMillis()) {
                replies.end(socket, "connect_timeout", "no CONNECT frame came", null);
            }
        } else if (now > token.expiresAt().plus(properties.expiryGrace()).toEpochMilli()) {
            replies.end(socket, "token_expired", "connect again with another token", null);
        }
    }
}
