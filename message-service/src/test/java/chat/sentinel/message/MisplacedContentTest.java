package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.message.content.ContentCipher;
import chat.sentinel.message.send.CommandLog;
import chat.sentinel.testkit.client.TestUser;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Content that was encrypted for one message and stands under another, as after a defect or a
/// lost key.
class MisplacedContentTest {
    private static final TestCluster cluster = TestCluster.shared();

    /// It is numbered like any other, for the log alone decides. Its members are told to fetch,
    /// and whoever reads it meets a problem that says whose fault it is. What comes after it is
    /// delivered.
    @Test
    void isShownToNobodyAndHoldsNothingUp() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            CommandId misplaced = CommandId.next();
            append(alice, ChatId.parse(chat), misplaced);
            String after = alice.sends(chat, "what came after it");

            assertThat(bob.awaitMessage(after).path("message").path("seq").asLong()).isEqualTo(3);
            bob.awaitEvent(
                    e ->
                            TestUser.is(e, "sync_required")
                                    && chat.equals(TestUser.text(e, "chat_id")));
            var problem = bob.rest.get("/users/chat/" + chat).expect(500);
            assertThat(TestUser.text(problem, "code")).isEqualTo("internal_error");
            assertThat(problem.toString()).doesNotContain("not meant for this");
            var rest = bob.rest.get("/users/chat/" + chat + "?after_seq=2").expect(200);
            assertThat(rest.path("messages").findValuesAsString("message_id"))
                    .isEqualTo(List.of(after));
        }
    }

    private static void append(TestUser sender, ChatId chat, CommandId id) {
        cluster.bean(0, CommandLog.class)
                .append(
                        chat,
                        ChatCommand.newBuilder()
                                .setCommandId(id.byteString())
                                .setChatId(chat.byteString())
                                .setSenderId(UserId.parse(sender.userId).byteString())
                                .setRulesVersion(1)
                                .setSendMessage(
                                        SendMessage.newBuilder()
                                                .setType(MessageType.TEXT)
                                                .setContent(
                                                        cluster.bean(0, ContentCipher.class)
                                                                .encrypt(
                                                                        chat,
                                                                        CommandId.next(),
                                                                        "not meant for this")))
                                .build())
                .join();
    }
}
