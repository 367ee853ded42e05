package chat.sentinel.message.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.delivery.SessionRegistry;
import chat.sentinel.message.wire.ClientJson;
import chat.sentinel.servicekit.tokens.RevokedSessions;
import chat.sentinel.servicekit.tokens.TokenKeys;
import chat.sentinel.servicekit.tokens.TokenVerifier;
import chat.sentinel.servicekit.tokens.TokensProperties;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.simp.stomp.StompDecoder;

class RevokedDuringConnectTest {
    private static final TestCluster cluster = TestCluster.shared();

    private final UserId user = new UserId(UUID.randomUUID());
    private final SessionId session = new SessionId(UUID.randomUUID());
    private final RevokedSessions revoked = none();
    private final FakeSocket socket = new FakeSocket();

    @Test
    void aSessionThatEndsBehindTheCheckOfItsTokenGetsNoSocket() {
        revoked.revoke(session, Clock.systemUTC().instant());
        connect();
        assertThat(socket.reads().written).hasSize(2);
        assertThat(socket.written.getFirst())
                .startsWith("ERROR\n")
                .contains("\nmessage:session_revoked\n");
        assertThat(socket.written.getLast()).isEqualTo("closed 1008 session_revoked");
    }

    @Test
    void anotherGetsOne() {
        revoked.revoke(new SessionId(UUID.randomUUID()), Clock.systemUTC().instant());
        connect();
        assertThat(socket.reads().written).singleElement().asString().startsWith("CONNECTED\n");
    }

    /// By a verifier that has heard of no end yet.
    private void connect() {
        StompProperties properties = cluster.bean(0, StompProperties.class);
        TokenVerifier tokens =
                new TokenVerifier(
                        cluster.bean(0, TokensProperties.class),
                        cluster.bean(0, TokenKeys.class),
                        none(),
                        Clock.systemUTC());
        StompCommands commands =
                new StompCommands(
                        tokens,
                        revoked,
                        cluster.bean(0, SessionRegistry.class),
                        cluster.bean(0, AppDestinations.class),
                        cluster.bean(0, chat.sentinel.message.presence.LivePresence.class),
                        properties,
                        chat.sentinel.servicekit.tracing.Traces.OFF);
        StompSession opened =
                new StompSession(
                        "s",
                        socket,
                        new StompDecoder(),
                        properties,
                        cluster.bean(0, ClientJson.class),
                        0);
        String frame =
                "CONNECT\naccept-version:1.2\nAuthorization:Bearer "
                        + cluster.issuer().token(user, session)
                        + "\n\n\0";
        opened.decoder
                .decode(ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8)))
                .forEach(connect -> commands.handle(opened, connect).join());
    }

    private static RevokedSessions none() {
        return new RevokedSessions(Duration.ofMinutes(15), Clock.systemUTC());
    }
}
