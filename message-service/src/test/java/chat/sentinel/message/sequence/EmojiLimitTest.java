package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.React;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.sequence.FedOwner.Log;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.FindCommand;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// The reactions to one message show so many different emojis, whoever gives them.
class EmojiLimitTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static final int MOST = 2;

    private final FedOwner.Pair pair = FedOwner.Pair.fresh();
    private final Log log = new Log();
    private final CommandId message = CommandId.next();
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    @Test
    void anotherEmojiIsOneTooMany() {
        says(pair.starts(CommandId.next()));
        says(pair.says(message));
        reacts(pair.one(), "👍", false, MOST);
        reacts(pair.one(), "🎉", false, MOST);
        reacts(pair.other(), "🐛", false, MOST);
        reacts(pair.other(), "👍", false, MOST);
        // What was there counts, so that every owner counts the same.
        reacts(pair.one(), "🎉", true, MOST);
        reacts(pair.other(), "🐛", false, MOST);
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(records).awaitDone();
        }
        assertThat(reactions()).containsExactly("👍", "🎉", "👍", "🎉");

        // An owner who has to read what is there.
        records.clear();
        reacts(pair.other(), "🐛", false, MOST);
        reacts(pair.other(), "🎉", false, MOST);
        reacts(pair.other(), "🐛", false, MOST + 1);
        // As it was recorded before there was a limit.
        reacts(pair.one(), "🔥", false, 0);
        try (FedOwner next = new FedOwner(log)) {
            next.takes(records).awaitDone();
        }
        assertThat(reactions()).containsExactly("👍", "🎉", "👍", "🎉", "🎉", "🐛", "🔥");
    }

    @Test
    void whatCameLaterInTheLogDoesNotCount() {
        says(pair.starts(CommandId.next()));
        says(pair.says(message));
        reacts(pair.one(), "👍", false, MOST);
        reacts(pair.one(), "🎉", false, MOST);
        reacts(pair.other(), "👍", false, MOST);
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(records).awaitDone();
        }
        FindCommand find = cluster.bean(0, FindCommand.class);
        assertThat(
                        IntStream.rangeClosed(2, 5)
                                .mapToObj(
                                        seq ->
                                                StoreCalls.await(
                                                                find.message(
                                                                        seq, pair.chat(), message))
                                                        .orElseThrow()
                                                        .emojis()
                                                        .size()))
                .containsExactly(0, 1, 2, 2);
    }

    @Test
    void theEdgeSaysHowManyThereMayBe() {
        try (TestUser alice = cluster.user(0);
                TestUser bob = cluster.user(1)) {
            String chat = alice.startsChatWith(bob.userId);
            String hello = alice.sends(chat, "hello");
            bob.awaitMessage(hello);
            for (int i = 0; i < 50; i++) {
                alice.reacts(chat, hello, Character.toString(0x1F600 + i), false);
            }
            String last = alice.reacts(chat, hello, "👍", false);
            assertThat(TestUser.text(alice.awaitRejected(last), "code"))
                    .isEqualTo("too_many_emojis");
            bob.awaitChange(bob.reacts(chat, hello, Character.toString(0x1F600), false));
            assertThat(bob.entries(chat).getLast().path("reactions")).hasSize(50);
        }
    }

    private void reacts(UserId who, String emoji, boolean remove, int most) {
        says(
                ChatCommand.newBuilder()
                        .setCommandId(CommandId.next().byteString())
                        .setChatId(pair.chat().byteString())
                        .setSenderId(who.byteString())
                        .setRulesVersion(1)
                        .setReact(
                                React.newBuilder()
                                        .setTargetId(message.byteString())
                                        .setEmoji(emoji)
                                        .setRemove(remove)
                                        .setMostEmojis(most))
                        .build());
    }

    private long offset;

    private void says(ChatCommand command) {
        records.add(log.at(offset++, command));
    }

    private List<String> reactions() {
        return FedOwner.stored(pair.chat()).stream()
                .map(Entry::body)
                .flatMap(
                        body ->
                                body instanceof Entry.Reacted reacted
                                        ? Stream.of(reacted.emoji())
                                        : Stream.of())
                .toList();
    }
}
