package chat.sentinel.notification.socket;

import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tokens.AccessToken;
import java.security.Principal;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/// One open socket and how far its client has come.
final class Socket {
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

    /// When it was told that it ends, or said so; 0: neither.
    volatile long endsSince;

    /// Shared by those who write to it, alone for an ERROR.
    final ReentrantReadWriteLock writes = new ReentrantReadWriteLock();

    Socket(WebSocketSession session, long openedAt) {
        this.session = session;
        this.openedAt = openedAt;
    }

    String id() {
        return session.getId();
    }

    /// Without another word, which a client that reads nothing would not take.
    void cut() {
        if (session instanceof NativeWebSocketSession jetty
                && jetty.getNativeSession(Session.class) instanceof Session connection) {
            connection.disconnect();
        } else {
            throw new IllegalStateException("not a socket of Jetty: " + session);
        }
    }
}
