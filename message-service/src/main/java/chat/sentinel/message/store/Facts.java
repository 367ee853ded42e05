package chat.sentinel.message.store;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCreated;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatUpdated;
import chat.sentinel.contracts.chat.MemberAdded;
import chat.sentinel.contracts.chat.MemberRemoved;
import chat.sentinel.contracts.chat.MessageDeleted;
import chat.sentinel.contracts.chat.MessageEdited;
import chat.sentinel.contracts.chat.MessageReacted;
import chat.sentinel.contracts.chat.MessageSent;
import com.google.protobuf.ByteString;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an entry says, as the public fact in [ChatEvent] and back.
final class Facts {
    private Facts() {}

    static ChatEvent.Builder put(ChatEvent.Builder event, Entry.Body body) {
        return switch (body) {
            case Entry.Created created ->
                    event.setChatCreated(
                            ChatCreated.newBuilder()
                                    .setKind(created.kind())
                                    .addAllMemberIds(
                                            created.memberIds().stream()
                                                    .map(UserId::byteString)
                                                    .toList())
                                    .setTitle(created.title())
                                    .setNewMembersSee(created.newMembersSee()));
            case Entry.Updated updated ->
                    event.setChatUpdated(
                            ChatUpdated.newBuilder()
                                    .setTitle(updated.title())
                                    .setNewMembersSee(updated.newMembersSee()));
            case Entry.Added added ->
                    event.setMemberAdded(
                            MemberAdded.newBuilder()
                                    .setUserId(added.userId().byteString())
                                    .setSeesFrom(added.seesFrom())
                                    .setMemberCount(added.memberCount()));
            case Entry.Removed removed ->
                    event.setMemberRemoved(
                            MemberRemoved.newBuilder()
                                    .setUserId(removed.userId().byteString())
                                    .setJoinedSeq(removed.joinedSeq())
                                    .setMemberCount(removed.memberCount()));
            case Entry.RoleChanged changed ->
                    event.setRoleChanged(
                            chat.sentinel.contracts.chat.RoleChanged.newBuilder()
                                    .setUserId(changed.userId().byteString())
                                    .setJoinedSeq(changed.joinedSeq())
                                    .setRole(changed.role().toProto()));
            case Entry.Message message -> event.setMessageSent(message(message));
            case Entry.Edited edited -> {
                MessageEdited.Builder fact =
                        MessageEdited.newBuilder()
                                .setTargetId(edited.target().id().byteString())
                                .setTargetSeq(edited.target().seq());
                if (edited.content() != null) {
                    fact.setContent(edited.content());
                }
                yield event.setMessageEdited(fact);
            }
            case Entry.Deleted deleted ->
                    event.setMessageDeleted(
                            MessageDeleted.newBuilder()
                                    .setTargetId(deleted.target().id().byteString())
                                    .setTargetSeq(deleted.target().seq()));
            case Entry.Reacted reacted ->
                    event.setMessageReacted(
                            MessageReacted.newBuilder()
                                    .setTargetId(reacted.target().id().byteString())
                                    .setTargetSeq(reacted.target().seq())
                                    .setEmoji(reacted.emoji())
                                    .setRemoved(reacted.removed()));
        };
    }

    private static MessageSent message(Entry.Message message) {
        MessageSent.Builder fact =
                MessageSent.newBuilder()
                        .setType(message.type())
                        .setMediaId(optional(message.mediaId()))
                        .setReplyTo(optional(message.replyTo()))
                        .setEditedAt(message.changes().editedAt())
                        .setDeletedAt(message.changes().deletedAt())
                        .setReacted(message.changes().reacted());
        if (message.content() != null) {
            fact.setContent(message.content());
        }
        if (message.to() != null) {
            fact.setTo(message.to().byteString());
        }
        return fact.build();
    }

    /// @throws IllegalArgumentException for a fact that is not known here
    static Entry.Body body(ChatEvent event) {
        return switch (event.getFactCase()) {
            case CHAT_CREATED -> {
                ChatCreated fact = event.getChatCreated();
                yield new Entry.Created(
                        fact.getKind(),
                        fact.getMemberIdsList().stream().map(UserId::of).toList(),
                        fact.getTitle(),
                        fact.getNewMembersSee());
            }
            case CHAT_UPDATED ->
                    new Entry.Updated(
                            event.getChatUpdated().getTitle(),
                            event.getChatUpdated().getNewMembersSee());
            case MEMBER_ADDED ->
                    new Entry.Added(
                            UserId.of(event.getMemberAdded().getUserId()),
                            event.getMemberAdded().getSeesFrom(),
                            event.getMemberAdded().getMemberCount());
            case MEMBER_REMOVED ->
                    new Entry.Removed(
                            UserId.of(event.getMemberRemoved().getUserId()),
                            event.getMemberRemoved().getJoinedSeq(),
                            event.getMemberRemoved().getMemberCount());
            case ROLE_CHANGED ->
                    new Entry.RoleChanged(
                            UserId.of(event.getRoleChanged().getUserId()),
                            event.getRoleChanged().getJoinedSeq(),
                            Role.of(event.getRoleChanged().getRole()));
            case MESSAGE_SENT -> message(event.getMessageSent());
            case MESSAGE_EDITED -> {
                MessageEdited fact = event.getMessageEdited();
                yield new Entry.Edited(
                        target(fact.getTargetId(), fact.getTargetSeq()),
                        fact.hasContent() ? fact.getContent() : null);
            }
            case MESSAGE_DELETED ->
                    new Entry.Deleted(
                            target(
                                    event.getMessageDeleted().getTargetId(),
                                    event.getMessageDeleted().getTargetSeq()));
            case MESSAGE_REACTED -> {
                MessageReacted fact = event.getMessageReacted();
                yield new Entry.Reacted(
                        target(fact.getTargetId(), fact.getTargetSeq()),
                        fact.getEmoji(),
                        fact.getRemoved());
            }
            case FACT_NOT_SET -> throw new IllegalArgumentException("unknown fact");
        };
    }

    private static Entry.Message message(MessageSent fact) {
        return new Entry.Message(
                fact.getType(),
                fact.hasContent() ? fact.getContent() : null,
                optional(fact.getMediaId()),
                optional(fact.getReplyTo()),
                fact.getTo().isEmpty() ? null : UserId.of(fact.getTo()),
                new Entry.Changes(fact.getEditedAt(), fact.getDeletedAt(), fact.getReacted()));
    }

    private static Entry.Target target(ByteString id, long seq) {
        return new Entry.Target(CommandId.of(id), seq);
    }

    private static ByteString optional(@Nullable UUID id) {
        return id == null ? ByteString.EMPTY : Ids.byteString(id);
    }

    private static @Nullable UUID optional(ByteString bytes) {
        return bytes.isEmpty() ? null : Ids.uuid(bytes);
    }
}
