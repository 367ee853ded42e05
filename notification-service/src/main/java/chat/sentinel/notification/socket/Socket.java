package chat.sentinel.notification.socket;

import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tokens.AccessToken;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/// One open socket and how far its client has come.
final class Socket {
    private static final Logger log = LoggerFactory.getLogger(Socket.class);

    /// As Spring knows the user.
    record Reader(UserId user) implements Principal {
        @Override
        public String getName() {
            return user.toString();
        }
    }

    final WebSocketSession session;
    final long openedAt;

    /// Null before CONNECT.
    volatile @Nullable AccessToken token;

    /// The id of the subscription; null: none.
    volatile @Nullable String subscription;

    /// Whether the broker knows the subscription.
    volatile boolean listening;

    /// When it was told that it ends; 0: it has not been.
    volatile long endsSince;

    Socket(WebSocketSession session, long openedAt) {
        this.session = session;
        this.openedAt = openedAt;
    }

    String id() {
        return session.getId();
    }

    /// Without another word.
    void cut() {
        try {
            session.close(CloseStatus.POLICY_VIOLATION);
        } catch (IOException | RuntimeException e) {
            log.debug("Socket {} was closed already", id(), e);
        }
    }
}
