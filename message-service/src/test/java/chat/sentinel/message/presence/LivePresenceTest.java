package chat.sentinel.message.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceFrame;
import chat.sentinel.contracts.presence.PresenceNews;
import chat.sentinel.contracts.presence.SeenPresence;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.wire.ClientEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a socket does while it is told of somebody.
class LivePresenceTest {
    private final LivePresence presence = TestCluster.shared().bean(0, LivePresence.class);
    private final UserId bob = new UserId(UUID.randomUUID());
    private final Client client = new Client();

    @AfterEach
    void hangUp() {
        presence.disconnected(client, false);
    }

    @Test
    void whoToldASocketHoldsNothingThatOthersNeed() {
        watches();
        client.takes =
                () -> {
                    // Its end is found while it is written to, and meanwhile it watches others.
                    Thread other =
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(
                                            () -> {
                                                presence.watch(client, Set.of());
                                                presence.tellWaiting();
                                            });
                    try {
                        client.othersWent = other.join(Duration.ofSeconds(5));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    if (client.othersWent) {
                        presence.disconnected(client, false);
                    }
                    return false;
                };

        say(5, true);

        assertThat(client.othersWent).isTrue();
    }

    @Test
    void whatASocketDoesNotTakeIsToldLaterAndOnlyTheNewest() {
        watches();
        client.takes = () -> false;
        say(5, true);
        say(6, false);
        say(4, true);
        assertThat(client.told).isEmpty();

        client.takes = () -> true;

        await().until(() -> client.told.size() == 1);
        assertThat(client.told.getFirst().active()).isFalse();
        assertThat(client.told.getFirst().thinned()).isTrue();
        say(6, false);
        say(7, true);
        assertThat(client.told)
                .extracting(ClientEvent.PresenceChanged::active)
                .containsExactly(false, true);
    }

    @Test
    void whatComesWhileASocketIsToldComesAfterIt() {
        watches();
        client.takes =
                () -> {
                    if (client.told.isEmpty()) {
                        client.takes = () -> true;
                        say(6, false);
                    }
                    return true;
                };

        say(5, true);

        assertThat(client.told)
                .extracting(ClientEvent.PresenceChanged::active)
                .containsExactly(true, false);
    }

    private void watches() {
        presence.connected(client);
        presence.watch(client, Set.of(bob));
    }

    private void say(long version, boolean active) {
        presence.on(
                PresenceFrame.newBuilder()
                        .addNews(
                                PresenceNews.newBuilder()
                                        .addWatcherIds(client.userId().byteString())
                                        .addUsers(
                                                SeenPresence.newBuilder()
                                                        .setUserId(bob.byteString())
                                                        .setVersion(version)
                                                        .setActive(active)))
                        .build());
    }

    private static final class Client implements PresenceSocket {
        private final UserId user = new UserId(UUID.randomUUID());
        private final SessionId device = new SessionId(UUID.randomUUID());
        private final List<ClientEvent.PresenceChanged> told = new CopyOnWriteArrayList<>();
        private volatile BooleanSupplier takes = () -> true;
        private volatile boolean othersWent;

        @Override
        public UserId userId() {
            return user;
        }

        @Override
        public SessionId device() {
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
            boolean queued = takes.getAsBoolean();
            if (queued) {
                told.add(event);
            }
            return queued;
        }
    }
}
