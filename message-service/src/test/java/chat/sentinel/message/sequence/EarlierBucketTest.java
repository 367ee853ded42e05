package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.ChatCommand.CommandCase;
import chat.sentinel.contracts.chat.DeleteMessage;
import chat.sentinel.contracts.chat.EditMessage;
import chat.sentinel.contracts.chat.React;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.sequence.FedOwner.Log;
import chat.sentinel.message.sequence.FedOwner.Pair;
import chat.sentinel.message.store.Entry;
import chat.sentinel.servicekit.content.ContentCipher;
import chat.sentinel.testkit.client.ShownEntry;
import chat.sentinel.testkit.client.TestUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A message is changed that lies in an earlier bucket, which is no one write with the entry that
/// says so: the owner dies before the one, or between the two, and the next one does it again.
class EarlierBucketTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static final long WITHIN = Duration.ofHours(1).toMillis();

    private final Log log = new Log();
    private final List<String> ids = new ArrayList<>();
    private Pair pair = Pair.fresh();

    @Test
    void everyChangeIsMadeOnceWhereverItsOwnerDied() {
        try (TestUser alice = cluster.registered(0);
                TestUser bob = cluster.registered(1)) {
            UserId one = UserId.parse(alice.userId);
            UserId other = UserId.parse(bob.userId);
            pair = new Pair(one, other, ChatId.ofPair(one, other));
            String chat = pair.chat().toString();
            fillABucket();
            alice.connects();
            bob.connects();
            int target = 1;
            for (EffectStep step : List.of(EffectStep.EARLIER_TARGETS, EffectStep.ENTRIES)) {
                dies(step, CommandCase.EDIT_MESSAGE, edit(target++));
                dies(step, CommandCase.REACT, reaction(target++));
                dies(step, CommandCase.DELETE_MESSAGE, deletion(target++));
            }
            String last = ids.getLast();
            alice.awaitChange(last);
            bob.awaitChange(last);

            List<JsonNode> shown = alice.entries(chat);
            assertThat(bob.entries(chat)).isEqualTo(shown);
            assertThat(shown.subList(1, 8))
                    .extracting(EarlierBucketTest::says)
                    .containsExactly(
                            "edited []",
                            "hello [👍]",
                            " []",
                            "edited []",
                            "hello [👍]",
                            " []",
                            "hello []");
            await().untilAsserted(
                            () -> {
                                JsonNode page =
                                        bob.rest
                                                .get(
                                                        "/users/chat/"
                                                                + chat
                                                                + "?before_seq=9&page_size=7")
                                                .expect(200);
                                assertThat(
                                                page.path("messages")
                                                        .valueStream()
                                                        .map(ShownEntry::comparable)
                                                        .toList()
                                                        .reversed())
                                        .isEqualTo(
                                                shown.subList(1, 8).stream()
                                                        .map(ShownEntry::comparable)
                                                        .toList());
                            });
            assertThat(ChatEventsReader.idsOf(chat, ids.size())).isEqualTo(ids);
        }
    }

    private static String says(JsonNode message) {
        return TestUser.text(message, "content")
                + " "
                + message.path("reactions").findValuesAsString("emoji");
    }

    /// Up to the first entry of the second bucket.
    private void fillABucket() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (int i = 0; i < Entry.BUCKET_SIZE; i++) {
            CommandId id = CommandId.next();
            records.add(log.at(ids.size(), i == 0 ? pair.starts(id) : pair.says(id)));
            ids.add(id.toString());
        }
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(records).awaitDone();
        }
    }

    /// One owner gets to the step, the next one finishes.
    private void dies(EffectStep step, CommandCase kind, ChatCommand change) {
        ConsumerRecord<String, byte[]> entry = log.at(ids.size(), change);
        ids.add(CommandId.of(change.getCommandId()).toString());
        try (FedOwner owner =
                new FedOwner(
                        log,
                        (next, command) -> {
                            if (next == step && command == kind) {
                                throw new Death();
                            }
                        })) {
            owner.takes(entry).awaitStopped();
        }
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(entry).awaitDone();
            assertThat(owner.lastSeq(pair.chat())).isEqualTo(ids.size());
        }
    }

    private ChatCommand edit(int target) {
        CommandId message = CommandId.parse(ids.get(target));
        return change().setEditMessage(
                        EditMessage.newBuilder()
                                .setTargetId(message.byteString())
                                .setContent(
                                        cluster.bean(0, ContentCipher.class)
                                                .encrypt(pair.chat(), message, "edited"))
                                .setWithinMillis(WITHIN))
                .build();
    }

    private ChatCommand reaction(int target) {
        return change().setReact(
                        React.newBuilder()
                                .setTargetId(CommandId.parse(ids.get(target)).byteString())
                                .setEmoji("👍"))
                .build();
    }

    private ChatCommand deletion(int target) {
        return change().setDeleteMessage(
                        DeleteMessage.newBuilder()
                                .setTargetId(CommandId.parse(ids.get(target)).byteString())
                                .setWithinMillis(WITHIN))
                .build();
    }

    private ChatCommand.Builder change() {
        return ChatCommand.newBuilder()
                .setCommandId(CommandId.next().byteString())
                .setChatId(pair.chat().byteString())
                .setSenderId(pair.one().byteString())
                .setRulesVersion(1);
    }

    private static final class Death extends Error {}
}
