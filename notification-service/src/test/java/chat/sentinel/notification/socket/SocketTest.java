package chat.sentinel.notification.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.Chat;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import chat.sentinel.notification.TalkedChat;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.testkit.TestIssuer;
import chat.sentinel.testkit.client.StompException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.support.MessageBuilder;
import tools.jackson.databind.JsonNode;

/// Alerts for who is here.
class SocketTest {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();

    private final Person ana = new Person();
    private final Person ben = new Person();
    private final Person cem = new Person();
    private final List<Ear> ears = new ArrayList<>();

    private Ear listens(Person person, int instance) throws Exception {
        Ear ear = Ear.of(person, instance);
        ears.add(ear);
        return ear;
    }

    @AfterEach
    void close() {
        ears.forEach(Ear::close);
    }

    @Test
    void membersAreToldAtEveryInstance() throws Exception {
        Chat chat = Chat.group("The garden", ana, ben, cem);
        Ear anas = listens(ana, 0);
        Ear anasOther = listens(ana, 1);
        Ear cems = listens(cem, 1);
        Ear bens = listens(ben, 0);
        Ear stranger = listens(new Person(), 0);

        chat.says(ben, "come!");

        await().until(() -> anas.hasHeard("come!") && anasOther.hasHeard("come!"));
        await().until(() -> cems.hasHeard("come!"));
        JsonNode event = anas.heard.getFirst();
        assertThat(event.propertyNames()).containsExactly("event", "item", "unseen");
        assertThat(event.path("event").asString()).isEqualTo("notification");
        assertThat(event.path("unseen").asInt()).isEqualTo(1);
        assertThat(event.path("item")).isEqualTo(ana.items().path("items").path(0));
        chat.says(ana, "I come");
        await().until(() -> bens.hasHeard("I come"));
        assertThat(bens.heard).hasSize(1);
        assertThat(stranger.heard).isEmpty();
    }

    @Test
    void whoMutesOrBlocksOrHasLeftIsNotTold() throws Exception {
        Person dora = new Person();
        Person eve = new Person();
        Chat chat = Chat.group("The garden", ana, ben, cem, dora, eve);
        ana.mutes(chat);
        cem.blocks(ben);
        chat.isLeftBy(dora);
        List<Ear> silent = List.of(listens(ana, 0), listens(cem, 0), listens(dora, 0));
        Ear eves = listens(eve, 0);

        chat.says(ben, "come!");
        await().until(() -> eves.hasHeard("come!"));
        assertThat(silent).allMatch(ear -> ear.heard.isEmpty());
    }

    @Test
    void whatIsStoredForOneIsToldHim() throws Exception {
        Ear anas = listens(ana, 0);
        Ear bens = listens(ben, 0);
        UUID item = ana.isWelcomed();
        await().until(() -> !anas.heard.isEmpty());
        assertThat(anas.heard.getFirst().path("item").path("id").asString())
                .isEqualTo(item.toString());
        assertThat(anas.heard.getFirst().path("unseen").asInt()).isEqualTo(1);
        assertThat(bens.heard).isEmpty();
    }

    @Test
    void aBurstIsToldOnce() throws Exception {
        Chat chat = Chat.ofTwo(ana, ben);
        Ear anas = listens(ana, 0);
        long began = System.nanoTime();
        for (int i = 1; i <= 50; i++) {
            chat.says(ben, "message " + i);
            Thread.sleep(10);
        }
        await().until(() -> anas.hasHeard("message 50"));
        long gathered = (System.nanoTime() - began) / 200_000_000 + 1;
        assertThat(anas.heard.size()).isBetween(1, (int) gathered);
        assertThat(anas.heard.getLast().path("item").path("messages").asInt()).isEqualTo(50);
    }

    @Test
    void whoListensNoLongerIsNotTold() throws Exception {
        Chat chat = Chat.group("The garden", ana, ben, cem);
        Ear anas = listens(ana, 0);
        Ear cems = listens(cem, 0);
        anas.frame("UNSUBSCRIBE", Map.of("id", "events", "receipt", "r1"));
        await().until(() -> anas.receipts.contains("r1"));
        chat.says(ben, "one");
        await().until(() -> cems.hasHeard("one"));
        assertThat(anas.heard).isEmpty();

        anas.frame(
                "SUBSCRIBE",
                Map.of("id", "again", "destination", "/user/queue/notifications", "receipt", "r2"));
        await().until(() -> anas.receipts.contains("r2"));
        chat.says(ben, "two");
        await().until(() -> anas.hasHeard("two"));

        anas.frame("DISCONNECT", Map.of("receipt", "r3"));
        await().until(() -> anas.receipts.contains("r3"));
        await().until(() -> anas.closed);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("token_expired", TestIssuer::expired),
                bad("invalid_token", TestIssuer::otherKey),
                bad("invalid_token", TestIssuer::algNone),
                bad("invalid_token", TestIssuer::publicKeyAsSecret),
                bad("invalid_token", TestIssuer::wrongAudience),
                bad("invalid_token", TestIssuer::wrongIssuer),
                bad("invalid_token", TestIssuer::wrongType),
                Arguments.of("invalid_token", "nonsense"),
                Arguments.of("invalid_token", ""),
                Arguments.of("forbidden", CLUSTER.issuer().token().header("typ", "app+jwt").sign()),
                Arguments.of(
                        "forbidden", CLUSTER.issuer().token().header("typ", "svc+jwt").sign()));
    }

    private static Arguments bad(
            String code, TriFunction<TestIssuer, UserId, SessionId, String> token) {
        return Arguments.of(
                code,
                token.apply(
                        CLUSTER.issuer(),
                        new UserId(UUID.randomUUID()),
                        new SessionId(UUID.randomUUID())));
    }

    interface TriFunction<A, B, C, R> {
        R apply(A a, B b, C c);
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void aBadTokenIsRefused(String code, String token) {
        assertThatThrownBy(() -> Ear.with(token, 0))
                .cause()
                .isInstanceOf(StompException.class)
                .extracting(e -> ((StompException) e).code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "/user/queue/events",
        "/queue/notifications",
        "/queue/**",
        "/topic/all",
        "/user/queue/notifications/more"
    })
    void nothingElseIsSubscribedTo(String destination) {
        assertThatThrownBy(() -> Ear.at(destination, ana))
                .cause()
                .isInstanceOf(StompException.class)
                .extracting(e -> ((StompException) e).code())
                .isEqualTo("subscription_refused");
    }

    @Test
    void whoIsRefusedIsToldWhyAfterWhatHeHasStillToRead() throws Exception {
        Ear anas = listens(ana, 0);
        Socket socket =
                CLUSTER.bean(Sockets.class).all().stream()
                        .filter(open -> isOf(open, ana))
                        .findFirst()
                        .orElseThrow();
        anas.reads(false);
        String text = "\"" + "x".repeat(900 * 1024) + "\"";
        Message<byte[]> large =
                MessageBuilder.withPayload(text.getBytes(StandardCharsets.UTF_8)).build();
        await().pollDelay(Duration.ZERO)
                .until(
                        () -> {
                            CLUSTER.bean(SimpMessagingTemplate.class)
                                    .send("/user/" + ana.id + "/queue/notifications", large);
                            Thread.sleep(200);
                            return socket.writes.getReadLockCount() > 0;
                        });

        anas.frame("BEGIN", Map.of("transaction", "t"));
        Thread.sleep(300);
        anas.reads(true);
        await().until(() -> anas.closed);
        assertThat(anas.errors).containsExactly("unknown_command");
    }

    @ParameterizedTest
    @CsvSource({
        "SEND, destination:/user/queue/notifications, send_refused",
        "SEND, destination:/queue/notifications, send_refused",
        "ACK, id:1, ack_unsupported",
        "BEGIN, transaction:1, unknown_command",
        "CONNECT, accept-version:1.2, connected_already",
        "SUBSCRIBE, destination:/user/queue/notifications, header_missing",
        "UNSUBSCRIBE, id:other, not_subscribed",
        "WHAT, a:b, malformed_frame"
    })
    void otherFramesAreRefusedAndEndTheSocket(String command, String header, String code)
            throws Exception {
        Ear anas = listens(ana, 0);
        String[] parts = header.split(":", 2);
        anas.frame(command, Map.of(parts[0], parts[1]));
        await().until(() -> anas.errors.contains(code) && anas.closed);
    }

    @Test
    void oneSubscriptionIsAllThatASocketHas() throws Exception {
        Ear anas = listens(ana, 0);
        anas.frame("SUBSCRIBE", Map.of("id", "second", "destination", "/user/queue/notifications"));
        await().until(() -> anas.errors.contains("subscribed_already") && anas.closed);
    }

    @Test
    void aUserHasSoManySocketsAtAnInstance() throws Exception {
        Ear first = listens(ana, 0);
        listens(ana, 0);
        listens(ana, 0);
        assertThatThrownBy(() -> Ear.of(ana, 0))
                .cause()
                .isInstanceOf(StompException.class)
                .hasMessageContaining("too_many_sockets");
        listens(ben, 0);
        listens(ana, 1);
        first.close();
        await().ignoreExceptions().until(() -> listens(ana, 0), ear -> !ear.closed);
    }

    @Test
    void aSocketEndsWithItsSession() throws Exception {
        Person elsewhere = ana.inAnotherSession();
        Ear here = listens(ana, 0);
        Ear there = listens(elsewhere, 0);
        CLUSTER.revoke(ana.id, ana.session);
        await().atMost(Duration.ofSeconds(5)).until(() -> here.closed);
        assertThat(here.errors).containsExactly("session_revoked");
        assertThat(there.closed).isFalse();
    }

    @Test
    void aSocketEndsSoonAfterItsToken() throws Exception {
        // As long ago as clocks may differ: good for some seconds.
        Ear shortOne =
                Ear.with(
                        CLUSTER.issuer()
                                .token()
                                .user(ana.id)
                                .session(ana.session)
                                .life(Duration.ofSeconds(1))
                                .sign(),
                        0);
        Ear lasting = listens(ana, 0);
        await().atMost(Duration.ofSeconds(8)).until(() -> shortOne.closed);
        assertThat(shortOne.errors).containsExactly("token_expired");
        assertThat(lasting.closed).isFalse();
    }

    @Test
    void aSocketThatNeverConnectsIsClosed() throws Exception {
        Raw raw = Raw.open(CLUSTER.socket(0));
        await().atMost(Duration.ofSeconds(6)).until(() -> raw.closed);
        assertThat(String.join("", raw.texts)).contains("connect_timeout");
    }

    @Test
    void theFirstFrameIsConnectWithATokenAndTheVersion() throws Exception {
        Map<String, String> refused =
                Map.of(
                        "SUBSCRIBE\nid:1\ndestination:/user/queue/notifications\n\n\0",
                        "not_connected",
                        "SEND\ndestination:/queue/notifications\n\n\0",
                        "not_connected",
                        "CONNECT\naccept-version:1.2\nhost:x\n\n\0",
                        "unauthenticated",
                        "CONNECT\naccept-version:1.1\nhost:x\nAuthorization:Bearer "
                                + ana.token()
                                + "\n\n\0",
                        "version_unsupported",
                        "nonsense\n\n\0",
                        "malformed_frame");
        for (Map.Entry<String, String> each : refused.entrySet()) {
            Raw raw = Raw.open(CLUSTER.socket(0));
            raw.socket().sendText(each.getKey(), true);
            await().until(() -> raw.closed);
            assertThat(String.join("", raw.texts))
                    .startsWith("ERROR\n")
                    .contains("message:" + each.getValue() + "\n")
                    .doesNotContain("chat.sentinel", "Exception");
        }
    }

    @Test
    void aFrameThatIsTooLargeEndsTheSocket() throws Exception {
        Ear anas = listens(ana, 0);
        anas.frame("UNSUBSCRIBE", Map.of("id", "events", "padding", "x".repeat(17 * 1024)));
        await().until(() -> anas.closed);
    }

    @Test
    void whoDoesNotReadIsCutAndHoldsNobodyUp() throws Exception {
        Ear slow = listens(ana, 0);
        Ear bens = listens(ben, 0);
        slow.reads(false);
        SimpMessagingTemplate broker = CLUSTER.bean(SimpMessagingTemplate.class);
        Sockets sockets = CLUSTER.bean(Sockets.class);
        Message<byte[]> large = MessageBuilder.withPayload(new byte[64 * 1024]).build();

        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            broker.send("/user/" + ana.id + "/queue/notifications", large);
                            return sockets.all().stream().noneMatch(socket -> isOf(socket, ana));
                        });
        Chat.ofTwo(ben, cem).says(cem, "still there?");
        await().until(() -> bens.hasHeard("still there?"));
    }

    private static boolean isOf(Socket socket, Person person) {
        AccessToken token = socket.token;
        return token != null && token.userId().equals(person.id);
    }

    @Test
    void aMessageOfTheLogIsToldAtOnce() throws Exception {
        TalkedChat chat = TalkedChat.ofTwo(ana, ben);
        Ear anas = listens(ana, 1);
        chat.says(ben, "from the log");
        await().until(() -> anas.hasHeard("from the log"));
        assertThat(anas.heard.getFirst().path("item")).isEqualTo(ana.items().path("items").path(0));
    }

    @Test
    void heartBeatsAreOffered() throws Exception {
        Raw raw = Raw.open(CLUSTER.socket(0));
        raw.socket()
                .sendText(
                        "CONNECT\naccept-version:1.2\nheart-beat:10000,10000\nAuthorization:Bearer "
                                + ana.token()
                                + "\n\n\0",
                        true);
        await().until(() -> !raw.texts.isEmpty());
        assertThat(String.join("", raw.texts))
                .startsWith("CONNECTED\n")
                .contains("version:1.2\n", "heart-beat:10000,10000\n");
        raw.socket().abort();
    }

    @Test
    void alertsAreHeardAgainAfterTheConnectionToTheStoreBroke() throws Exception {
        Chat chat = Chat.ofTwo(ana, ben);
        Ear anas = listens(ana, 0);
        AlertListener listener = CLUSTER.bean(AlertListener.class);
        await().until(listener::isListening);
        CLUSTER.jdbc()
                .sql(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where application_name = 'notification-service alerts'
                          and datname = current_database()
                        """)
                .query((_, _) -> true)
                .list();
        await().pollInterval(Duration.ofMillis(300))
                .until(
                        () -> {
                            chat.says(ben, "are you there?");
                            return anas.hasHeard("are you there?");
                        });
    }

    /// A socket without a client that knows STOMP.
    private static final class Raw implements WebSocket.Listener {
        final List<String> texts = new CopyOnWriteArrayList<>();
        volatile boolean closed;
        private volatile @Nullable WebSocket socket;

        static Raw open(URI uri) {
            Raw raw = new Raw();
            raw.socket =
                    HttpClient.newHttpClient()
                            .newWebSocketBuilder()
                            .subprotocols("v12.stomp")
                            .buildAsync(uri, raw)
                            .join();
            return raw;
        }

        WebSocket socket() {
            return java.util.Objects.requireNonNull(socket);
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            texts.add(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed = true;
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed = true;
        }
    }
}
