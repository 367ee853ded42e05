package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.TestIssuer;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What STOMP 1.2 says that a server must and should do, byte by byte.
class StompWireTest {
    private static final TestCluster cluster = TestCluster.shared();

    private static String token() {
        return cluster.issuer()
                .token(new UserId(UUID.randomUUID()), new SessionId(UUID.randomUUID()));
    }

    private static RawSocket open() {
        return new RawSocket(cluster.uri(0));
    }

    private static RawSocket connected() {
        return open().connects(token());
    }

    @ParameterizedTest
    @CsvSource({"CONNECT", "STOMP"})
    void connectIsAnsweredWithTheVersionAndHeartBeats(String command) {
        try (RawSocket socket = open()) {
            socket.sends(
                    command
                            + "\naccept-version:1.0,1.1,1.2\nhost:sentinel\nAuthorization:Bearer "
                            + token()
                            + "\n\n^");
            assertThat(socket.next())
                    .startsWith("CONNECTED\n")
                    .contains(
                            "\nversion:1.2\n",
                            "\nheart-beat:1000,1000\n",
                            "\nsession:",
                            "\nserver:sentinel\n")
                    .endsWith("\n\n^");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accept-version:1.0,1.1|version_unsupported",
                "host:sentinel|version_unsupported",
                "accept-version:1.2|unauthenticated",
                "accept-version:1.2\\nAuthorization:Basic x|unauthenticated",
                "accept-version:1.2\\nAuthorization:Bearer x|invalid_token",
                "accept-version:1.2\\nheart-beat:1\\nAuthorization:Bearer x|heart_beat_invalid",
                "accept-version:1.2\\nheart-beat:-1,5\\nAuthorization:Bearer x|heart_beat_invalid",
                "accept-version:1.2\\nheart-beat:a,b\\nAuthorization:Bearer x|heart_beat_invalid",
            })
    void aConnectThatCannotBeAcceptedGetsErrorAndAClose(String headers, String code) {
        try (RawSocket socket = open()) {
            socket.sends("CONNECT\n" + headers.replace("\\n", "\n") + "\n\n^");
            assertRefused(socket, code).contains("\nversion:1.2\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SEND\\n\\n^|header_missing",
                "SEND\\ndestination:\\n\\n^|header_missing",
                "SUBSCRIBE\\nid:1\\n\\n^|header_missing",
                "SUBSCRIBE\\ndestination:/user/queue/events\\n\\n^|header_missing",
                "SUBSCRIBE\\nid:1\\ndestination:/user/queue/events\\nack:client\\n\\n^|ack_unsupported",
                "SUBSCRIBE\\nid:1\\ndestination:/user/queue/events\\nack:client-individual\\n\\n^|ack_unsupported",
                "SUBSCRIBE\\nid:1\\ndestination:/topic/everything\\n\\n^|subscription_refused",
                "SUBSCRIBE\\nid:1\\ndestination:/user/somebody/queue/events\\n\\n^|subscription_refused",
                "SUBSCRIBE\\nid:1\\ndestination:/queue/events-user1\\n\\n^|subscription_refused",
                "UNSUBSCRIBE\\nid:1\\n\\n^|not_subscribed",
                "UNSUBSCRIBE\\n\\n^|header_missing",
                "ACK\\nid:1\\n\\n^|ack_unsupported",
                "NACK\\nid:1\\n\\n^|ack_unsupported",
                "BEGIN\\ntransaction:1\\n\\n^|transactions_unsupported",
                "COMMIT\\ntransaction:1\\n\\n^|transactions_unsupported",
                "ABORT\\ntransaction:1\\n\\n^|transactions_unsupported",
                "SEND\\ndestination:/app/send_message\\ntransaction:1\\n\\n{}^|transactions_unsupported",
                "CONNECT\\naccept-version:1.2\\n\\n^|connected_already",
                "MESSAGE\\n\\n^|unknown_command",
                "NONSENSE\\n\\n^|malformed_frame",
                "send\\ndestination:/app/send_message\\n\\n{}^|malformed_frame",
                "SEND\\nno colon here\\n\\n^|malformed_frame",
                "SEND\\ndestination:/app/x\\nbad:a\\\\tb\\n\\n^|malformed_frame",
                "SEND\\ndestination:/app/x\\ncontent-length:5\\n\\nabcdefgh^|malformed_frame",
                "SEND\\ndestination:/app/x\\ncontent-length:-5\\n\\nabc^|malformed_frame",
            })
    void aWrongFrameGetsErrorAndAClose(String frame, String code) {
        try (RawSocket socket = connected()) {
            socket.sends(
                    frame.replace("\\\\", "\u0001").replace("\\n", "\n").replace("\u0001", "\\"));
            assertRefused(socket, code);
        }
    }

    @Test
    void nothingIsDoneBeforeConnect() {
        try (RawSocket socket = open()) {
            socket.sends("SEND\ndestination:/app/send_message\nreceipt:r\n\n{}^");
            assertRefused(socket, "not_connected").contains("\nreceipt-id:r\n");
        }
    }

    @Test
    void aSecondSubscriptionIsRefused() {
        try (RawSocket socket = connected().subscribes()) {
            socket.sends("SUBSCRIBE\nid:other\ndestination:/user/queue/events\n\n^");
            assertRefused(socket, "subscribed_already");
        }
    }

    @Test
    void binaryFramesAreRefused() {
        try (RawSocket socket = connected()) {
            socket.sendsBinary(new byte[] {1, 2, 3});
            assertRefused(socket, "text_only");
        }
    }

    @Test
    void aPongThatNobodyAskedForIsIgnored() {
        try (RawSocket socket = connected().pongs().subscribes()) {
            assertThat(socket.isOpen()).isTrue();
        }
    }

    @Test
    void aFrameOverTheLimitClosesTheSocket() {
        try (RawSocket socket = connected()) {
            socket.sends("SEND\ndestination:/app/send_message\n\n" + "x".repeat(70_000) + "^");
            assertThat(socket.awaitClose()).isEqualTo(1009);
        }
    }

    @Test
    void receiptsComeForEveryFrameThatAsks() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(0)) {
            String chat = alice.startsChatWith(bob.userId);
            RawSocket socket = open().connects(tokenOf(alice));
            socket.sends("SUBSCRIBE\nid:1\ndestination:/user/queue/events\nreceipt:a\n\n^");
            assertThat(socket.next()).isEqualTo("RECEIPT\nreceipt-id:a\n\n^");
            String id = TestUser.newId();
            socket.sends(
                    "SEND\ndestination:/app/send_message\nreceipt:b\\c1\n\n"
                            + message(id, chat, "durable")
                            + "^");
            assertThat(
                            Stream.generate(socket::next)
                                    .filter(f -> f.startsWith("RECEIPT"))
                                    .findFirst())
                    .contains("RECEIPT\nreceipt-id:b\\c1\n\n^");
            bob.awaitMessage(id);
            socket.sends("UNSUBSCRIBE\nid:1\nreceipt:c\n\n^");
            assertThat(
                            Stream.generate(socket::next)
                                    .filter(f -> f.startsWith("RECEIPT"))
                                    .findFirst())
                    .contains("RECEIPT\nreceipt-id:c\n\n^");
            socket.sends("DISCONNECT\nreceipt:d\n\n^");
            assertThat(socket.next()).isEqualTo("RECEIPT\nreceipt-id:d\n\n^");
            assertThat(socket.awaitClose()).isEqualTo(1000);
        }
    }

    @Test
    void aSendThatIsNotDoneGetsNoReceipt() {
        try (RawSocket socket = connected().subscribes()) {
            socket.sends("SEND\ndestination:/app/send_message\nreceipt:never\n\n{}^");
            assertThat(socket.next())
                    .startsWith("MESSAGE\n")
                    .contains("\"code\":\"validation_failed\"");
            socket.sends("SEND\ndestination:/elsewhere\nreceipt:never\n\n{}^");
            assertThat(socket.next())
                    .startsWith("MESSAGE\n")
                    .contains("\"code\":\"unknown_destination\"");
            assertThat(socket.nextWithin(300)).isNull();
            assertThat(socket.isOpen()).isTrue();
        }
    }

    @Test
    void messagesCarryTheirSubscriptionEscapedAndTheirLength() {
        try (RawSocket socket = connected()) {
            socket.sends(
                    "SUBSCRIBE\nid:a\\cb\\\\c\\nd\ndestination:/user/queue/events\nreceipt:r\n\n^");
            socket.next();
            socket.sends("SEND\ndestination:/app/none\n\n{}^");
            String frame = socket.next();
            assertThat(frame)
                    .startsWith("MESSAGE\nsubscription:a\\cb\\\\c\\nd\nmessage-id:")
                    .contains(
                            "\ndestination:/user/queue/events\n",
                            "\ncontent-type:application/json\n")
                    .endsWith("}^");
            String body = frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1);
            assertThat(frame).contains("\ncontent-length:" + body.length() + "\n");
        }
    }

    @Test
    void linesMayEndWithCarriageReturnsAndFramesMayBeCutOrJoined() {
        try (RawSocket socket = open()) {
            String connect =
                    "\n\r\nCONNECT\r\naccept-version:1.2\r\nhost:sentinel\r\nAuthorization:Bearer "
                            + token()
                            + "\r\n\r\n^";
            socket.sends(connect.substring(0, 40));
            socket.sends(connect.substring(40));
            assertThat(socket.next()).startsWith("CONNECTED\n");
            socket.sends(
                    "SUBSCRIBE\nid:1\ndestination:/user/queue/events\nreceipt:1\n\n^\n"
                            + "UNSUBSCRIBE\nid:1\nreceipt:2\n\n^\n\n");
            // That of the first waits for Redis, so either may come first.
            assertThat(new String[] {socket.next(), socket.next()})
                    .containsExactlyInAnyOrder(
                            "RECEIPT\nreceipt-id:1\n\n^", "RECEIPT\nreceipt-id:2\n\n^");
        }
    }

    @Test
    void ofARepeatedHeaderTheFirstCounts() {
        try (RawSocket socket = connected()) {
            socket.sends(
                    "SUBSCRIBE\nid:1\ndestination:/user/queue/events\ndestination:/topic/x\nreceipt:1\nreceipt:2\n\n^");
            assertThat(socket.next()).isEqualTo("RECEIPT\nreceipt-id:1\n\n^");
        }
    }

    @Test
    void heartBeatsComeAsAgreedAndTheirAbsenceCloses() {
        try (RawSocket socket = open()) {
            socket.sends(
                    "CONNECT\naccept-version:1.2\nheart-beat:1000,1000\nAuthorization:Bearer "
                            + token()
                            + "\n\n^");
            assertThat(socket.next()).startsWith("CONNECTED\n");
            assertThat(socket.nextWithin(3_000)).isEqualTo("\n");
            assertThat(socket.next()).contains("\nmessage:heart_beat_missed\n");
            assertThat(socket.awaitClose()).isEqualTo(1008);
        }
    }

    @Test
    void aSocketThatNeverConnectsIsClosed() {
        try (RawSocket socket = open()) {
            assertRefused(socket, "connect_timeout");
        }
    }

    static Stream<Arguments> badTokens() {
        return Stream.<BiFunction<UserId, SessionId, String>>of(
                        cluster.issuer()::expired,
                        cluster.issuer()::otherKey,
                        cluster.issuer()::algNone,
                        cluster.issuer()::publicKeyAsSecret,
                        cluster.issuer()::wrongAudience,
                        cluster.issuer()::wrongIssuer,
                        cluster.issuer()::wrongType)
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void aBadTokenOpensNothing(BiFunction<UserId, SessionId, String> make) {
        String bad = make.apply(new UserId(UUID.randomUUID()), new SessionId(UUID.randomUUID()));
        try (RawSocket socket = open()) {
            socket.sends("CONNECT\naccept-version:1.2\nAuthorization:Bearer " + bad + "\n\n^");
            assertThat(socket.next()).containsPattern("\nmessage:(invalid_token|token_expired)\n");
            assertThat(socket.awaitClose()).isEqualTo(1008);
        }
        assertThat(new RestClient(cluster.uri(0)).with(bad).get("/users/chat").status())
                .isEqualTo(401);
    }

    @Test
    void aRevokedSessionEndsOnEveryInstance() {
        UserId user = new UserId(UUID.randomUUID());
        SessionId session = new SessionId(UUID.randomUUID());
        TestIssuer issuer = cluster.issuer();
        String token = issuer.token(user, session);
        try (RawSocket first = new RawSocket(cluster.uri(0)).connects(token).subscribes();
                RawSocket second = new RawSocket(cluster.uri(1)).connects(token).subscribes();
                RawSocket other =
                        new RawSocket(cluster.uri(1))
                                .connects(issuer.token(user, new SessionId(UUID.randomUUID())))) {
            cluster.register(user);
            cluster.revoke(user, session);
            for (RawSocket socket : new RawSocket[] {first, second}) {
                assertThat(socket.next()).contains("{\"event\":\"session_revoked\"}");
                assertThat(socket.awaitClose()).isEqualTo(1008);
            }
            assertThat(other.isOpen()).isTrue();
            for (int node : new int[] {0, 1}) {
                try (RawSocket again = new RawSocket(cluster.uri(node))) {
                    again.sends(
                            "CONNECT\naccept-version:1.2\nAuthorization:Bearer " + token + "\n\n^");
                    assertRefused(again, "session_revoked");
                }
                assertThat(
                                new RestClient(cluster.uri(node))
                                        .with(token)
                                        .get("/users/chat")
                                        .expect(401)
                                        .path("code")
                                        .asString())
                        .isEqualTo("session_revoked");
            }
        }
    }

    private static String tokenOf(TestUser user) {
        return cluster.issuer().token(UserId.parse(user.userId), new SessionId(UUID.randomUUID()));
    }

    private static String message(String id, String chat, String content) {
        return "{\"message_id\":\""
                + id
                + "\",\"chat_id\":\""
                + chat
                + "\",\"type\":\"text\",\"content\":\""
                + content
                + "\"}";
    }

    private static AbstractStringAssert<?> assertRefused(RawSocket socket, String code) {
        String frame = socket.next();
        var text =
                assertThat(frame)
                        .startsWith("ERROR\n")
                        .contains("\nmessage:" + code + "\n")
                        .doesNotContainIgnoringCase("exception")
                        .doesNotContain("chat.sentinel", "org.", "java.");
        assertThat(socket.awaitClose()).isEqualTo(1008);
        return text;
    }
}
