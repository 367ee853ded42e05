package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.store.LogPosition;
import com.google.protobuf.InvalidProtocolBufferException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A record of chat.commands, read.
///
/// @param timestamp when the log took it, in milliseconds since 1970
record Command(
        ChatCommand proto,
        CommandId id,
        ChatId chatId,
        UserId sender,
        LogPosition position,
        long timestamp,
        InFlight inFlight) {

    /// @throws InvalidProtocolBufferException or IllegalArgumentException when the record is
    ///     bad in its bytes: it will never be anything else
    static Command read(ConsumerRecord<String, byte[]> record, int generation, InFlight inFlight)
            throws InvalidProtocolBufferException {
        ChatCommand proto = ChatCommand.parseFrom(record.value());
        if (proto.getCommandCase() == ChatCommand.CommandCase.COMMAND_NOT_SET) {
            throw new IllegalArgumentException("no command");
        }
        ChatId chatId = ChatId.of(proto.getChatId());
        if (!chatId.toString().equals(record.key())) {
            throw new IllegalArgumentException("key is not chat_id");
        }
        return new Command(
                proto,
                CommandId.of(proto.getCommandId()),
                chatId,
                UserId.of(proto.getSenderId()),
                new LogPosition(generation, record.leaderEpoch().orElse(0), record.offset()),
                record.timestamp(),
                inFlight);
    }

    /// The same record, seen in a later generation of the topic.
    Command in(int generation) {
        if (generation == position.generation()) {
            return this;
        }
        return new Command(
                proto,
                id,
                chatId,
                sender,
                new LogPosition(generation, position.leaderEpoch(), position.offset()),
                timestamp,
                inFlight);
    }
}
