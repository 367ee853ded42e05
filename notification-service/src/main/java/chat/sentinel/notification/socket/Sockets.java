package chat.sentinel.notification.socket;

import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

/// Every open socket of this instance, and whose it is.
@Component
class Sockets implements WebSocketHandlerDecoratorFactory {
    private final Map<String, Socket> open = new ConcurrentHashMap<>();
    private final Map<UserId, Set<Socket>> ofUsers = new ConcurrentHashMap<>();
    private final int most;
    private final Clock clock;

    Sockets(SocketProperties properties, Clock clock, MeterRegistry meters) {
        this.most = properties.socketsOfUser();
        this.clock = clock;
        meters.gaugeMapSize("sentinel.notification.sockets", List.of(), open);
    }

    @Override
    public WebSocketHandler decorate(WebSocketHandler handler) {
        return new WebSocketHandlerDecorator(handler) {
            @Override
            public void afterConnectionEstablished(WebSocketSession session) throws Exception {
                open.put(session.getId(), new Socket(session, clock.millis()));
                super.afterConnectionEstablished(session);
            }

            @Override
            public void handleMessage(WebSocketSession session, WebSocketMessage<?> message)
                    throws Exception {
                Socket socket = open.get(session.getId());
                if (socket == null) {
                    return;
                }
                boolean alone = LastWords.tryAlone(socket);
                try {
                    super.handleMessage(session, message);
                } finally {
                    if (alone) {
                        LastWords.release(socket);
                    }
                }
            }

            @Override
            public void afterConnectionClosed(WebSocketSession session, CloseStatus status)
                    throws Exception {
                Socket socket = open.remove(session.getId());
                if (socket != null) {
                    forget(socket);
                }
                super.afterConnectionClosed(session, status);
            }
        };
    }

    private void forget(Socket socket) {
        AccessToken token = socket.token;
        if (token != null) {
            ofUsers.computeIfPresent(
                    token.userId(),
                    (_, sockets) -> {
                        sockets.remove(socket);
                        return sockets.isEmpty() ? null : sockets;
                    });
        }
    }

    @Nullable Socket get(String id) {
        return open.get(id);
    }

    /// @return whether the user may have one more
    boolean admit(Socket socket, AccessToken token) {
        AtomicBoolean admitted = new AtomicBoolean();
        ofUsers.compute(
                token.userId(),
                (_, known) -> {
                    Set<Socket> sockets = known == null ? ConcurrentHashMap.newKeySet() : known;
                    if (sockets.size() < most) {
                        socket.token = token;
                        sockets.add(socket);
                        admitted.set(true);
                    }
                    return sockets.isEmpty() ? null : sockets;
                });
        if (open.get(socket.id()) != socket) {
            // It was closed meanwhile.
            forget(socket);
        }
        return admitted.get();
    }

    Collection<Socket> all() {
        return open.values();
    }

    /// Those who hear what they are told.
    Set<UserId> listeners() {
        Set<UserId> listeners = new HashSet<>();
        ofUsers.forEach(
                (user, sockets) -> {
                    if (sockets.stream().anyMatch(socket -> socket.listening)) {
                        listeners.add(user);
                    }
                });
        return listeners;
    }
}
