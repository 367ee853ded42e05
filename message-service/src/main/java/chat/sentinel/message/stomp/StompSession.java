package chat.sentinel.message.stomp;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.delivery.EventFrame;
import chat.sentinel.message.delivery.Receiver;
import chat.sentinel.message.presence.PresenceSocket;
import chat.sentinel.message.presence.WatchRate;
import chat.sentinel.message.send.PendingSends;
import chat.sentinel.message.typing.TypingRate;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import chat.sentinel.servicekit.tokens.AccessToken;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.BufferingStompDecoder;
import org.springframework.messaging.simp.stomp.StompDecoder;

/// One socket: its token once CONNECT has shown one, its subscription, its frames under way.
final class StompSession implements Receiver, PresenceSocket {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int POLICY_VIOLATION = 1008;

    final String id;
    final BufferingStompDecoder decoder;
    final PendingSends pending = new PendingSends();
    final TypingRate typingRate = new TypingRate();
    final WatchRate watchRate = new WatchRate();
    final long openedAt;

    private final Outbox outbox;
    private final ClientJson json;
    private final int mostWaiting;
    private final ArrayDeque<Message<byte[]>> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    volatile @Nullable AccessToken token;
    volatile @Nullable Subscription subscription;
    volatile long lastHeard;
    volatile long lastWritten;

    /// The socket has closed.
    volatile boolean gone;

    /// The client, or who ended its session, wants it so.
    volatile boolean left;

    /// It is told to go on elsewhere.
    volatile boolean sentAway;

    /// How long the client may be silent, and how often it wants to hear from us; 0: no matter.
    volatile long expectEvery;

    volatile long writeEvery;

    /// @param escapedId as it stands in a header
    record Subscription(String id, String escapedId) {}

    StompSession(
            String id,
            CoreSession socket,
            StompDecoder codec,
            StompProperties properties,
            ClientJson json,
            long now) {
        this.id = id;
        this.decoder =
                new BufferingStompDecoder(codec, Math.toIntExact(properties.frameSize().toBytes()));
        this.json = json;
        this.mostWaiting = properties.waitingFrames();
        this.outbox = new Outbox(socket, properties.buffer().toBytes(), this::syncRequired);
        this.openedAt = now;
        this.lastHeard = now;
        this.lastWritten = now;
    }

    /// Handles frames one after the other: the next begins when the one before it is taken.
    ///
    /// @param handle returns a future that completes when the frame is taken
    void inOrder(Message<byte[]> frame, Function<Message<byte[]>, CompletableFuture<?>> handle) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (busy) {
                if (waiting.size() >= mostWaiting) {
                    throw new ProtocolError(
                            "too_many_frames", "more than " + mostWaiting + " frames are waiting");
                }
                waiting.add(frame);
                return;
            }
            busy = true;
        }
        run(frame, handle);
    }

    private void run(
            Message<byte[]> first, Function<Message<byte[]>, CompletableFuture<?>> handle) {
        Message<byte[]> frame = first;
        while (frame != null) {
            CompletableFuture<?> taken = handle.apply(frame);
            if (!taken.isDone()) {
                taken.whenComplete(
                        (_, _) -> {
                            Message<byte[]> next = next();
                            if (next != null) {
                                run(next, handle);
                            }
                        });
                return;
            }
            frame = next();
        }
    }

    private synchronized @Nullable Message<byte[]> next() {
        Message<byte[]> next = closed ? null : waiting.poll();
        busy = next != null;
        return next;
    }

    /// @return the token that lasts longer, of the one shown and this one
    synchronized AccessToken extend(AccessToken newer) {
        AccessToken shown = token;
        if (shown == null || newer.expiresAt().isAfter(shown.expiresAt())) {
            token = newer;
            return newer;
        }
        return shown;
    }

    @Override
    public UserId userId() {
        AccessToken shown = token;
        if (shown == null) {
            throw new IllegalStateException("not connected");
        }
        return shown.userId();
    }

    @Override
    public SessionId device() {
        AccessToken shown = token;
        if (shown == null) {
            throw new IllegalStateException("not connected");
        }
        return shown.sessionId();
    }

    @Override
    public long lastHeard() {
        return lastHeard;
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public boolean presenceChanged(ClientEvent.PresenceChanged event) {
        Subscription to = subscription;
        return to != null && outbox.ephemeral(frame(event).forSubscription(to.escapedId()));
    }

    @Override
    public void deliver(EventFrame event) {
        Subscription to = subscription;
        if (to == null) {
            return;
        }
        if (event.isEphemeral()) {
            outbox.ephemeral(event.forSubscription(to.escapedId()));
        } else {
            outbox.event(event.forSubscription(to.escapedId()));
        }
    }

    @Override
    public void syncRequired() {
        event(ClientEvent.SyncRequired.ALL);
    }

    /// To this socket alone; nothing where it is not subscribed.
    void event(ClientEvent event) {
        Subscription to = subscription;
        if (to != null) {
            outbox.answer(frame(event).forSubscription(to.escapedId()));
        }
    }

    private EventFrame frame(ClientEvent event) {
        return new EventFrame(id + "-" + System.nanoTime(), json.encode(event), false);
    }

    void answer(ByteBuffer frame) {
        outbox.answer(frame);
    }

    void heartBeat() {
        outbox.event(StompFrames.HEART_BEAT.duplicate());
    }

    /// Says why, then closes.
    void fail(String code, String detail, @Nullable String receipt) {
        closeFrames();
        outbox.close(StompFrames.error(code, detail, receipt), POLICY_VIOLATION, code);
    }

    /// Says goodbye with this frame, then closes.
    void close(@Nullable ByteBuffer last, String reason) {
        closeFrames();
        outbox.close(last, NORMAL, reason);
    }

    /// Tells the client by an event why its session ends, then closes.
    void end(ClientEvent.SessionEnded why) {
        event(why);
        closeFrames();
        outbox.close(null, POLICY_VIOLATION, why.event());
    }

    /// Tells the client when to come back, elsewhere, then closes.
    void goAway(long reconnectAfterMillis) {
        sentAway = true;
        event(new ClientEvent.GoingAway(reconnectAfterMillis));
        closeFrames();
        outbox.close(null, GOING_AWAY, "going_away");
    }

    private synchronized void closeFrames() {
        closed = true;
        waiting.clear();
    }
}
