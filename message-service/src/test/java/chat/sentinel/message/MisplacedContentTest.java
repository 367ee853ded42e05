package chat.sentinel.message;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.testkit.client.TestUser;
import org.junit.jupiter.api.Test;

/// Content that was encrypted for one message and stands under another, as after a defect or a
/// lost key.
class MisplacedContentTest {
    private static final TestCluster cluster = TestCluster.shared();

    /// It is numbered like any other, for the log alone decides, and shown without what nobody can
    /// read. The rest of the chat is as ever.
    @Test
    void isNotShownAndHoldsNothingUp() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            CommandId misplaced = CommandId.next();
            cluster.append(
                    alice, ChatId.parse(chat), misplaced, CommandId.next(), "not meant for this");
            String after = alice.sends(chat, "what came after it");

            var heard = bob.awaitMessage(misplaced.toString()).path("message");
            assertThat(heard.path("seq").asLong()).isEqualTo(2);
            assertThat(heard.path("content").isNull()).isTrue();
            assertThat(bob.awaitMessage(after).path("message").path("seq").asLong()).isEqualTo(3);

            var page = bob.rest.get("/users/chat/" + chat).expect(200).path("messages");
            assertThat(page.findValuesAsString("message_id"))
                    .startsWith(after, misplaced.toString());
            assertThat(page.get(0).path("content").asString()).isEqualTo("what came after it");
            assertThat(page.get(1).path("content").isNull()).isTrue();
            assertThat(bob.rest.get("/users/chat").expect(200).findValuesAsString("chat_id"))
                    .contains(chat);
        }
    }
}
