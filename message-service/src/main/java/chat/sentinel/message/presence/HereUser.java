package chat.sentinel.message.presence;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sockets of one user at this node. Used under its own lock.
final class HereUser {
    private final Map<PresenceSocket, Watching> sockets = new HashMap<>();
    private long watchesSaidAt;

    void add(PresenceSocket socket, int eventsOfSocket) {
        sockets.putIfAbsent(socket, new Watching(socket, eventsOfSocket));
    }

    /// @return those whom nobody here watches any more
    Set<UserId> remove(PresenceSocket socket) {
        Watching gone = sockets.remove(socket);
        if (gone == null) {
            return Set.of();
        }
        Set<UserId> noLonger = new HashSet<>(gone.users());
        gone.set(Set.of());
        noLonger.removeAll(watched());
        return noLonger;
    }

    boolean has(PresenceSocket socket) {
        return sockets.containsKey(socket);
    }

    boolean isEmpty() {
        return sockets.isEmpty();
    }

    boolean hasDevice(SessionId device) {
        return sockets.keySet().stream().anyMatch(socket -> socket.device().equals(device));
    }

    /// @return those whom nobody here watches any more; empty too when the socket has gone
    Set<UserId> watch(PresenceSocket socket, Set<UserId> users, long now) {
        Watching watching = sockets.get(socket);
        if (watching == null) {
            return Set.of();
        }
        Set<UserId> noLonger = new HashSet<>(watching.users());
        watching.set(users);
        noLonger.removeAll(watched());
        watchesSaidAt = now;
        return noLonger;
    }

    Set<UserId> watched() {
        Set<UserId> all = new HashSet<>();
        sockets.values().forEach(watching -> all.addAll(watching.users()));
        return all;
    }

    /// Whether its watches are to be said again; who is answered so says them.
    boolean renews(long now, long every) {
        if (now - watchesSaidAt < every) {
            return false;
        }
        watchesSaidAt = now;
        return true;
    }

    List<Watching> watchings() {
        return new ArrayList<>(sockets.values());
    }

    /// When each device was last heard.
    Map<SessionId, Long> heard() {
        Map<SessionId, Long> heard = new HashMap<>();
        sockets.keySet()
                .forEach(socket -> heard.merge(socket.device(), socket.lastHeard(), Math::max));
        return heard;
    }
}
