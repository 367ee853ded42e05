package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A person with several devices on two instances, through NGINX: they agree on what was said,
/// what came, what was read and what was not.
class DevicesStoryTest {
    private final RunningSystem.Registered account = RunningSystem.register();
    private TestUser ana;
    private TestUser phone;
    private TestUser tablet;
    private String chat;

    /// Five entries: the chat's own and four messages of Ana to the phone and the tablet of Ben.
    @BeforeEach
    void fourMessages() {
        List<TestUser> devices =
                RunningSystem.connect(List.of(RunningSystem.register(), account, account));
        ana = devices.get(0);
        phone = devices.get(1);
        tablet = devices.get(2);
        chat = ana.startsChatWith(account.userId());
        for (int i = 2; i <= 5; i++) {
            phone.awaitMessage(ana.sends(chat, "line " + i));
        }
    }

    @AfterEach
    void hangUp() {
        List.of(ana, phone, tablet).forEach(TestUser::close);
    }

    @Test
    void theSenderLearnsWhatCameAndWhatWasSeenUnlessThatIsPrivate() {
        phone.send("/app/message_delivered", Map.of("chat_id", chat, "seq", 4));
        ana.awaitEvent(e -> TestUser.is(e, "message_delivered"));
        phone.send("/app/message_seen", Map.of("chat_id", chat, "seq", 5, "private", true));
        tablet.awaitEvent(e -> TestUser.is(e, "message_seen"));
        assertThat(receipt()).isEqualTo("4 1");
        assertThat(seenAt()).containsOnly("");

        tablet.marksSeen(chat, 3);
        JsonNode first = ana.awaitEvent(e -> TestUser.is(e, "message_seen"));
        String early = TestUser.text(first, "at");
        assertThat(receipt()).isEqualTo("4 3");
        assertThat(seenAt()).containsExactly(early, early, "", "");

        phone.marksSeen(chat, 5);
        JsonNode second =
                ana.awaitEvent(e -> TestUser.is(e, "message_seen") && e.path("seq").asLong() == 5);
        String late = TestUser.text(second, "at");
        assertThat(receipt()).isEqualTo("5 5");
        assertThat(seenAt()).containsExactly(early, early, late, late);
        assertThat(ana.events().stream().filter(e -> e.has("at")))
                .extracting(e -> TestUser.text(e, "event") + " " + e.path("seq").asLong())
                .containsExactly("message_delivered 4", "message_seen 3", "message_seen 5");
    }

    @Test
    void whatIsUnreadIsTheSameOnAllDevicesAndAfterALogin() {
        unreadIs(4, phone, tablet);
        phone.marksSeen(chat, 3);
        tablet.awaitEvent(e -> TestUser.is(e, "message_seen"));
        unreadIs(2, phone, tablet);
        String slip = ana.sends(chat, "never mind");
        tablet.awaitMessage(slip);
        tablet.awaitChange(ana.edits(chat, slip, "never mind that"));
        tablet.awaitChange(ana.reacts(chat, slip, "🙄", false));
        tablet.awaitChange(ana.deletes(chat, slip));
        unreadIs(3, phone, tablet);
        tablet.send("/app/message_seen", Map.of("chat_id", chat, "seq", 4, "private", true));
        phone.awaitEvent(e -> TestUser.is(e, "message_seen") && e.path("seq").asLong() == 4);
        unreadIs(2, phone, tablet, afterALogin());
        phone.awaitMessage(tablet.sends(chat, "I am here"));
        unreadIs(0, phone, tablet, afterALogin());
        assertThat(ana.listed(chat).path("unread_count").asLong()).isEqualTo(1);
    }

    /// It is told of a chat that it does not know, and of what became of what it has.
    @Test
    void aDeviceThatWasAwayCatchesUp() {
        String known = TestUser.text(phone.entries(chat).getLast(), "message_id");
        phone.close();
        for (int i = 6; i <= 8; i++) {
            tablet.awaitMessage(ana.sends(chat, "line " + i));
        }
        tablet.awaitChange(ana.edits(chat, known, "line 5, as it should be"));
        tablet.awaitChange(tablet.reacts(chat, known, "👍", false));
        String group = ana.makesGroup("while you were away", tablet);
        tablet.awaitMessage(ana.sends(group, "hello"));

        phone.connects();
        await().untilAsserted(
                        () ->
                                assertThat(phone.listed(group).path("last_seq").asLong())
                                        .isEqualTo(2));
        int heard = phone.events().size();
        phone.send("/app/sync", Map.of("chats", Map.of(chat, 5, group, 0)));
        JsonNode complete = phone.awaitEventAfter(heard, e -> TestUser.is(e, "sync_complete"));
        assertThat(complete.path("left").asInt()).isZero();
        List<JsonNode> missed = phone.events().subList(heard, phone.events().size());
        assertThat(missed.stream().filter(e -> chat.equals(chatOf(e))))
                .extracting(
                        e ->
                                TestUser.text(e, "event")
                                        + " "
                                        + (e.path("seq").asLong()
                                                + e.path("message").path("seq").asLong()))
                .containsExactly(
                        "receive_message 6",
                        "receive_message 7",
                        "receive_message 8",
                        "message_edited 9",
                        "message_reacted 10");
        assertThat(missed.stream().filter(e -> group.equals(chatOf(e))))
                .extracting(e -> TestUser.text(e, "event"))
                .containsExactly("chat_created", "receive_message");

        TestUser third = phone.onAnotherDevice(RunningSystem.gateway());
        for (TestUser device : List.of(phone, tablet, third)) {
            assertThat(device.entries(chat)).isEqualTo(ana.entries(chat));
            assertThat(device.entries(group)).isEqualTo(ana.entries(group));
        }
    }

    private static String chatOf(JsonNode event) {
        return TestUser.text(event, "chat_id") + TestUser.text(event.path("message"), "chat_id");
    }

    private TestUser afterALogin() {
        JsonNode login =
                new RestClient(RunningSystem.gateway())
                        .post(
                                "/login",
                                Map.of(
                                        "username",
                                        account.username(),
                                        "password",
                                        account.password()))
                        .expect(200);
        return new TestUser(
                RunningSystem.gateway(), account.userId(), TestUser.text(login, "access_token"));
    }

    private void unreadIs(long count, TestUser... devices) {
        await().untilAsserted(
                        () ->
                                assertThat(List.of(devices))
                                        .extracting(
                                                device ->
                                                        device.listed(chat)
                                                                .path("unread_count")
                                                                .asLong())
                                        .containsOnly(count));
    }

    /// How far it has come to Ben, and how far he has seen it, as Ana reads it.
    private String receipt() {
        return ana
                .rest
                .get("/users/chat/" + chat + "/receipts")
                .expect(200)
                .path("receipts")
                .values()
                .stream()
                .filter(one -> account.userId().equals(TestUser.text(one, "user_id")))
                .map(
                        one ->
                                one.path("delivered_seq").asLong()
                                        + " "
                                        + one.path("seen_seq").asLong())
                .findFirst()
                .orElse("");
    }

    /// When each message was seen, oldest first.
    private List<String> seenAt() {
        return ana.pagesBack(chat, 100).reversed().stream()
                .skip(1)
                .map(entry -> TestUser.text(entry, "seen_at"))
                .toList();
    }
}
