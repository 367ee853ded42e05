package chat.sentinel.message;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.testkit.client.TestUser;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Two people on two instances, and their private chat.
abstract class ChatOfTwo {
    static final TestCluster cluster = TestCluster.shared();

    TestUser alice;
    TestUser bob;
    String chat;

    @BeforeEach
    void aChatOfTwo() {
        alice = cluster.user(0);
        bob = cluster.user(1);
        chat = alice.startsChatWith(bob.userId);
    }

    @AfterEach
    void hangUp() {
        alice.close();
        bob.close();
    }

    /// Alice has said something, and Bob has heard it, in all entries from the second to this one.
    void aliceTalksUpTo(int seq) {
        for (int i = 2; i <= seq; i++) {
            bob.awaitMessage(alice.sends(chat, "line " + i));
        }
    }

    String path(String rest) {
        return "/users/chat/" + chat + rest;
    }

    /// @param kind delivered or seen
    void puts(TestUser user, String kind, long seq) {
        user.rest.put(path("/" + kind), Map.of("seq", seq)).expect(204);
    }

    Marks.Mark mark(TestUser user) {
        return StoreCalls.await(
                cluster.bean(0, Marks.class).of(ChatId.parse(chat), UserId.parse(user.userId)));
    }
}
