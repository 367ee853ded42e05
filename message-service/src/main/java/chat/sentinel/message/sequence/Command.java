package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.message.store.LogPosition;
import chat.sentinel.message.store.Role;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

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
        ChatId chatId = ChatId.of(proto.getChatId());
        if (!chatId.toString().equals(record.key())) {
            throw new IllegalArgumentException("key is not chat_id");
        }
        UserId sender = UserId.of(proto.getSenderId());
        check(proto, sender);
        return new Command(
                proto,
                CommandId.of(proto.getCommandId()),
                chatId,
                sender,
                new LogPosition(generation, record.leaderEpoch().orElse(0), record.offset()),
                record.timestamp(),
                inFlight);
    }

    /// What is in the command itself: whoever decides it meets nothing that is bad.
    private static void check(ChatCommand proto, UserId sender) {
        switch (proto.getCommandCase()) {
            case START_PRIVATE_CHAT -> {
                UserId peer = UserId.of(proto.getStartPrivateChat().getPeerId());
                if (peer.equals(sender)) {
                    throw new IllegalArgumentException("peer_id is sender_id");
                }
            }
            case UPDATE_CHAT -> {
                if (proto.getUpdateChat().getNewMembersSee() == NewMembersSee.UNRECOGNIZED) {
                    throw new IllegalArgumentException("unknown choice of what new members see");
                }
            }
            case ADD_MEMBER -> UserId.of(proto.getAddMember().getUserId());
            case REMOVE_MEMBER -> UserId.of(proto.getRemoveMember().getUserId());
            case CHANGE_ROLE -> {
                UserId.of(proto.getChangeRole().getUserId());
                Role.of(proto.getChangeRole().getRole());
            }
            case EDIT_MESSAGE, DELETE_MESSAGE, REACT -> CommandId.of(targetId(proto));
            case CREATE_GROUP -> proto.getCreateGroup().getMemberIdsList().forEach(UserId::of);
            case SEND_MESSAGE -> {
                if (proto.getSendMessage().getType() == MessageType.UNRECOGNIZED) {
                    throw new IllegalArgumentException("unknown type of message");
                }
                checkOptional(proto.getSendMessage().getMediaId());
                checkOptional(proto.getSendMessage().getReplyTo());
                checkOptional(proto.getSendMessage().getTo());
            }
            case COMMAND_NOT_SET -> throw new IllegalArgumentException("no command");
        }
    }

    private static ByteString targetId(ChatCommand proto) {
        return switch (proto.getCommandCase()) {
            case EDIT_MESSAGE -> proto.getEditMessage().getTargetId();
            case DELETE_MESSAGE -> proto.getDeleteMessage().getTargetId();
            case REACT -> proto.getReact().getTargetId();
            default -> ByteString.EMPTY;
        };
    }

    /// The message that it changes; null: it changes none.
    @Nullable CommandId target() {
        ByteString target = targetId(proto);
        return target.isEmpty() ? null : CommandId.of(target);
    }

    private static void checkOptional(ByteString id) {
        if (!id.isEmpty()) {
            Ids.uuid(id);
        }
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
