package chat.sentinel.message;

import static chat.sentinel.message.PresenceStandIn.leavesOf;
import static chat.sentinel.message.PresenceStandIn.say;
import static chat.sentinel.message.PresenceStandIn.seen;
import static chat.sentinel.message.PresenceStandIn.signsOf;
import static chat.sentinel.message.PresenceStandIn.watchesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.presence.LivePresence;
import chat.sentinel.message.presence.PresenceSocket;
import chat.sentinel.message.wire.ClientEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Sockets that do not behave as clients mostly do.
class PresenceSocketTest {
    private static final TestCluster cluster = TestCluster.shared();

    private final UserId alice = new UserId(UUID.randomUUID());
    private final UserId bob = new UserId(UUID.randomUUID());
    private final String token = cluster.issuer().token(alice, new SessionId(UUID.randomUUID()));

    @Test
    void whatComesBeforeTheSubscriptionIsToldAfterIt() {
        try (RawSocket socket = new RawSocket(cluster.uri(0)).connects(token)) {
            socket.sends(
                    "SEND\ndestination:/app/watch_presence\nreceipt:watches\n\n{\"user_ids\":[\""
                            + bob
                            + "\"]}^");
            assertThat(socket.next()).contains("receipt-id:watches\n");
            await().until(() -> !watchesOf(alice).isEmpty());
            say(PresenceStandIn.nodeOf(alice), alice, seen(bob, 5, true).build());

            socket.sends("SUBSCRIBE\nid:events\ndestination:/user/queue/events\n\n^");

            assertThat(socket.next()).contains("presence_changed").contains(bob.toString());
        }
    }

    @Test
    void whoDisconnectsHasLeftThoughHisSocketDoesNotClose() {
        WebSocket socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .subprotocols("v12.stomp")
                        .buildAsync(
                                URI.create("ws://" + cluster.uri(0).getAuthority() + "/chat"),
                                new NeverReads())
                        .join();
        socket.sendText(
                        "CONNECT\naccept-version:1.2\nhost:sentinel\nAuthorization:Bearer "
                                + token
                                + "\n\n\0",
                        true)
                .join();
        await().until(() -> !signsOf(alice).isEmpty());

        socket.sendText("DISCONNECT\n\n\0", true).join();

        await().atMost(Duration.ofSeconds(2)).until(() -> leavesOf(alice).size() == 1);
        socket.abort();
    }

    /// So it does not see the server's close frame, and does not answer it.
    private static final class NeverReads implements WebSocket.Listener {
        @Override
        public void onOpen(WebSocket socket) {}
    }

    @Test
    void nothingIsASignAfterTheLeave() {
        LivePresence presence = cluster.bean(0, LivePresence.class);
        presence.connected(new ClosesMeanwhile(presence));

        await().until(() -> leavesOf(alice).size() == 1 && !signsOf(alice).isEmpty());
        assertThat(order()).containsExactly("sign", "leave");
    }

    private List<String> order() {
        return PresenceStandIn.beats().stream()
                .flatMap(
                        beat ->
                                Stream.concat(
                                        beat.getSignsList().stream()
                                                .filter(
                                                        s ->
                                                                s.getUserId()
                                                                        .equals(alice.byteString()))
                                                .map(_ -> "sign"),
                                        beat.getLeavesList().stream()
                                                .filter(
                                                        l ->
                                                                l.getUserId()
                                                                        .equals(alice.byteString()))
                                                .map(_ -> "leave")))
                .toList();
    }

    /// Its end comes from another thread while its beginning is being said.
    private final class ClosesMeanwhile implements PresenceSocket {
        private final SessionId device = new SessionId(UUID.randomUUID());
        private final AtomicBoolean closing = new AtomicBoolean();
        private final LivePresence presence;

        ClosesMeanwhile(LivePresence presence) {
            this.presence = presence;
        }

        @Override
        public UserId userId() {
            return alice;
        }

        @Override
        public SessionId device() {
            if (closing.compareAndSet(false, true)) {
                Thread close = Thread.ofPlatform().start(() -> presence.disconnected(this, true));
                try {
                    close.join(Duration.ofMillis(300));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return device;
        }

        @Override
        public long lastHeard() {
            return System.currentTimeMillis();
        }

        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public boolean presenceChanged(ClientEvent.PresenceChanged event) {
            return true;
        }
    }
}
