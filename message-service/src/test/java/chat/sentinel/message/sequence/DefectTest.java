package chat.sentinel.message.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.ChatCommand.CommandCase;
import chat.sentinel.contracts.chat.CreateGroup;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.message.sequence.FedOwner.Log;
import chat.sentinel.message.sequence.FedOwner.Pair;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// A record meets a defect of its owner: nothing passes it, and the next owner goes on with it.
class DefectTest {
    private final Log log = new Log();
    private final Pair pair = Pair.fresh();
    private final Pair others = Pair.fresh();
    private final CommandId start = CommandId.next();
    private final CommandId othersStart = CommandId.next();
    private final CommandId first = CommandId.next();
    private final CommandId second = CommandId.next();

    private final List<ConsumerRecord<String, byte[]>> starts =
            List.of(log.at(0, pair.starts(start)), log.at(1, others.starts(othersStart)));

    @Test
    void inADecision() {
        List<ConsumerRecord<String, byte[]>> records =
                List.of(
                        log.at(2, pair.says(first)),
                        log.at(3, pair.chat(), new byte[] {-1}),
                        log.at(4, others.says(second)),
                        log.at(5, pair.says(second)));
        try (FedOwner defective = new FedOwner(log, (_, _) -> {}, null)) {
            defective.takes(starts).awaitDone();
            defective.takes(records).awaitStopped();
            assertThat(defective.lastSeq(pair.chat())).isEqualTo(2);
            assertThat(defective.lastSeq(others.chat())).isEqualTo(1);
        }
        nextOwnerFinishes(records);
    }

    @Test
    void inAnEffect() {
        ConsumerRecord<String, byte[]> meetsIt = log.at(2, pair.says(first));
        ConsumerRecord<String, byte[]> sameChat = log.at(3, pair.says(second));
        ConsumerRecord<String, byte[]> otherChat = log.at(4, others.says(second));
        try (FedOwner defective =
                new FedOwner(
                        log,
                        (step, command) -> {
                            if (step == EffectStep.EVENTS && command == CommandCase.SEND_MESSAGE) {
                                throw new IllegalStateException("the defect");
                            }
                        })) {
            defective.takes(starts).awaitDone();
            defective.takes(meetsIt).awaitStopped();
            defective.takes(sameChat, otherChat);
            assertThat(defective.lastSeq(pair.chat())).isEqualTo(2);
            assertThat(defective.lastSeq(others.chat())).isEqualTo(1);
            assertThat(defective.partition.uncommitted()).hasValue(2);
        }
        nextOwnerFinishes(List.of(meetsIt, sameChat, otherChat));
    }

    /// Bytes that will never be anything else are put aside, whichever of them are bad.
    @Test
    void isNotWhatBadBytesAre() {
        ByteString shortId = ByteString.fromHex("abcd");
        ChatCommand said = pair.says(CommandId.next());
        ChatCommand started = pair.starts(CommandId.next());
        Pair nobody = Pair.fresh();
        ChatCommand nobodys = nobody.starts(CommandId.next());
        try (FedOwner owner = new FedOwner(log)) {
            owner.takes(starts)
                    .takes(
                            log.at(2, pair.says(first)),
                            log.at(3, pair.chat(), new byte[] {-1}),
                            log.at(4, said.toBuilder().setCommandId(shortId).build()),
                            log.at(5, changed(said, m -> m.setReplyTo(shortId))),
                            log.at(6, changed(said, m -> m.setMediaId(shortId))),
                            log.at(7, withPeer(started, shortId)),
                            log.at(8, withPeer(nobodys, nobody.one().byteString())),
                            log.at(9, changed(said, m -> m.setTypeValue(999))),
                            log.at(10, groupWith(shortId)),
                            log.at(11, pair.says(second)),
                            log.at(12, others.says(second)))
                    .awaitDone();
        }
        assertThat(FedOwner.storedIds(pair.chat())).isEqualTo(List.of(start, first, second));
    }

    private static ChatCommand changed(
            ChatCommand command, UnaryOperator<SendMessage.Builder> change) {
        return command.toBuilder()
                .setSendMessage(change.apply(command.getSendMessage().toBuilder()))
                .build();
    }

    private static ChatCommand withPeer(ChatCommand command, ByteString peer) {
        return command.toBuilder()
                .setStartPrivateChat(command.getStartPrivateChat().toBuilder().setPeerId(peer))
                .build();
    }

    private ChatCommand groupWith(ByteString member) {
        CommandId id = CommandId.next();
        return pair.starts(id).toBuilder()
                .setChatId(ChatId.ofGroup(pair.one(), id.value()).byteString())
                .setCreateGroup(CreateGroup.newBuilder().setTitle("x").addMemberIds(member))
                .build();
    }

    private void nextOwnerFinishes(List<ConsumerRecord<String, byte[]>> records) {
        try (FedOwner next = new FedOwner(log)) {
            next.takes(records).awaitDone();
        }
        assertThat(FedOwner.storedIds(pair.chat())).isEqualTo(List.of(start, first, second));
        assertThat(FedOwner.storedIds(others.chat())).isEqualTo(List.of(othersStart, second));
        assertThat(ChatEventsReader.idsOf(pair.chat().toString(), 3))
                .containsExactly(start.toString(), first.toString(), second.toString());
    }
}
