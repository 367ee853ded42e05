package chat.sentinel.fcm;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How each token is treated. Who is slow to one stops being so when he is told something else.
final class Behaviours {
    private final Map<String, Behaviour> told = new HashMap<>();

    synchronized void put(String token, Behaviour behaviour) {
        putAll(Map.of(token, behaviour));
    }

    synchronized void putAll(Map<String, Behaviour> behaviours) {
        told.putAll(behaviours);
        notifyAll();
    }

    synchronized void clear() {
        told.clear();
        notifyAll();
    }

    /// @return how this one is treated, after the time that it takes
    synchronized Behaviour await(String target) throws InterruptedException {
        Behaviour behaviour = of(target);
        Duration after =
                switch (behaviour) {
                    case Behaviour.Takes(Duration time) -> time;
                    case Behaviour.Slowly(Duration time, _) -> time;
                    default -> Duration.ZERO;
                };
        long end = System.nanoTime() + after.toNanos();
        long left = after.toMillis();
        while (left > 0 && behaviour.equals(of(target))) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
        if (!behaviour.equals(of(target))) {
            return await(target);
        }
        return behaviour instanceof Behaviour.Slowly(_, Behaviour then) ? then : behaviour;
    }

    private Behaviour of(String target) {
        return told.getOrDefault(target, told.getOrDefault("*", Behaviour.OK));
    }
}
