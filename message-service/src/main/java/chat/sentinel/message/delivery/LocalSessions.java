package chat.sentinel.message.delivery;

import chat.sentinel.contracts.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/// The subscribed sockets of this node, by user.
@Component
public class LocalSessions {
    private final ConcurrentHashMap<UserId, CopyOnWriteArrayList<Receiver>> byUser =
            new ConcurrentHashMap<>();

    /// @param onFirst called, before anyone else changes this user's entry, when he had no
    ///     socket here
    void add(Receiver receiver, Consumer<UserId> onFirst) {
        byUser.compute(
                receiver.userId(),
                (user, receivers) -> {
                    CopyOnWriteArrayList<Receiver> all = receivers;
                    if (all == null) {
                        all = new CopyOnWriteArrayList<>();
                    }
                    all.add(receiver);
                    onFirst.accept(user);
                    return all;
                });
    }

    /// @param onLast called, before anyone else changes this user's entry, when no socket is left
    void remove(Receiver receiver, Consumer<UserId> onLast) {
        byUser.computeIfPresent(
                receiver.userId(),
                (user, receivers) -> {
                    receivers.remove(receiver);
                    if (receivers.isEmpty()) {
                        onLast.accept(user);
                        return null;
                    }
                    return receivers;
                });
    }

    int count(UserId user) {
        List<Receiver> receivers = byUser.get(user);
        return receivers == null ? 0 : receivers.size();
    }

    /// @return to how many sockets
    int deliver(Collection<UserId> users, EventFrame event) {
        int sockets = 0;
        for (UserId user : users) {
            List<Receiver> receivers = byUser.get(user);
            if (receivers != null) {
                receivers.forEach(receiver -> receiver.deliver(event));
                sockets += receivers.size();
            }
        }
        return sockets;
    }

    void allMustSync() {
        byUser.values().forEach(receivers -> receivers.forEach(Receiver::syncRequired));
    }

    Set<UserId> users() {
        return Set.copyOf(new ArrayList<>(byUser.keySet()));
    }
}
