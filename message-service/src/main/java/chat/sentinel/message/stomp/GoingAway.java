package chat.sentinel.message.stomp;

import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// A planned stop begins here: each client is told when to come back, so that they do not all come
/// at once, and its socket closes once it has taken what waits for it. Sockets that do not take it
/// are closed with the rest.
@Component
class GoingAway implements SmartLifecycle {
    /// The first to stop; what closes the sockets that are left is the next.
    static final int PHASE = Integer.MAX_VALUE;

    private static final Duration AT_MOST = Duration.ofSeconds(1);

    private final StompSessions sessions;
    private final StompProperties properties;
    private volatile boolean running;

    GoingAway(StompSessions sessions, StompProperties properties) {
        this.sessions = sessions;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        List<StompSession> open = sessions.open();
        long spread = properties.reconnectSpread().toMillis();
        for (int i = 0; i < open.size(); i++) {
            open.get(i).goAway(spread * i / open.size());
        }
        try {
            awaitClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitClosed() throws InterruptedException {
        long deadline = System.nanoTime() + AT_MOST.toNanos();
        while (!sessions.open().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
