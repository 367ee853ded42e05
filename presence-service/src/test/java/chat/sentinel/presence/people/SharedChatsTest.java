package chat.sentinel.presence.people;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.presence.topics.TopicsProperties;
import com.google.protobuf.ByteString;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Facts that come again, and in another order.
class SharedChatsTest {
    private final SharedChats chats =
            new SharedChats(new TopicsProperties("h", "e", "s", "u", "b", "m", "g", 1, (short) 1));
    private final UserId ana = new UserId(UUID.randomUUID());
    private final UserId ben = new UserId(UUID.randomUUID());
    private final ByteString chat = Ids.byteString(UUID.randomUUID());

    @Test
    void whatIsOlderChangesNothing() {
        learn(chat, ana, 1, true);
        learn(chat, ben, 2, true);
        assertThat(chats.share(ana, ben)).isTrue();

        learn(chat, ben, 5, false);
        learn(chat, ben, 2, true);
        assertThat(chats.share(ana, ben)).isFalse();

        learn(chat, ben, 7, true);
        assertThat(chats.share(ana, ben)).isTrue();
    }

    @Test
    void anyOfManyChatsCounts() {
        for (int i = 0; i < 50; i++) {
            learn(Ids.byteString(UUID.randomUUID()), ana, 1, true);
            learn(Ids.byteString(UUID.randomUUID()), ben, 1, true);
        }
        assertThat(chats.share(ana, ben)).isFalse();

        learn(chat, ana, 1, true);
        learn(chat, ben, 1, true);

        assertThat(chats.share(ana, ben)).isTrue();
        assertThat(chats.share(ben, ana)).isTrue();
    }

    private void learn(ByteString in, UserId user, long seq, boolean isIn) {
        chats.learn(
                ChatMember.newBuilder()
                        .setChatId(in)
                        .setUserId(user.byteString())
                        .setSeq(seq)
                        .addSpans(
                                MemberSpan.newBuilder().setJoinedSeq(1).setLeftSeq(isIn ? 0 : seq))
                        .build());
    }
}
