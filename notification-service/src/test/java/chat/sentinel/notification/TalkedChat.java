package chat.sentinel.notification;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.ChatCreated;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.MemberAdded;
import chat.sentinel.contracts.chat.MemberRemoved;
import chat.sentinel.contracts.chat.MessageDeleted;
import chat.sentinel.contracts.chat.MessageEdited;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.servicekit.content.ContentCipher;
import java.util.Arrays;
import java.util.UUID;

/// A chat, told by its events as message-service tells them.
public final class TalkedChat {
    private static final NotificationCluster CLUSTER = NotificationCluster.shared();

    public final ChatId id = new ChatId(UUID.randomUUID());
    private long seq;
    private long ordinal;

    private TalkedChat() {}

    public static TalkedChat ofTwo(Person one, Person other) {
        return created(ChatKind.PRIVATE, "", one, other);
    }

    /// Made by the first of them.
    public static TalkedChat group(String title, Person... members) {
        return created(ChatKind.GROUP, title, members);
    }

    private static TalkedChat created(ChatKind kind, String title, Person... members) {
        TalkedChat chat = new TalkedChat();
        chat.publish(
                chat.next(members[0], CommandId.next())
                        .setChatCreated(
                                ChatCreated.newBuilder()
                                        .setKind(kind)
                                        .setTitle(title)
                                        .addAllMemberIds(
                                                Arrays.stream(members)
                                                        .map(member -> member.id.byteString())
                                                        .toList())));
        return chat;
    }

    public Message says(Person sender, String text) {
        return says(sender, text, System.currentTimeMillis());
    }

    public Message says(Person sender, String text, long at) {
        CommandId id = CommandId.next();
        ordinal++;
        ChatEvent event =
                next(sender, id)
                        .setTimestamp(at)
                        .setMessageSent(
                                MessageSent.newBuilder()
                                        .setType(MessageType.TEXT)
                                        .setContent(cipher().encrypt(this.id, id, text)))
                        .build();
        CLUSTER.publish(event);
        return new Message(id, seq, event);
    }

    public void edits(Message message, Person actor, String text) {
        publish(
                next(actor, CommandId.next())
                        .setMessageEdited(
                                MessageEdited.newBuilder()
                                        .setTargetId(message.id().byteString())
                                        .setTargetSeq(message.seq())
                                        .setContent(cipher().encrypt(id, message.id(), text))));
    }

    public void deletes(Message message, Person actor) {
        publish(
                next(actor, CommandId.next())
                        .setMessageDeleted(
                                MessageDeleted.newBuilder()
                                        .setTargetId(message.id().byteString())
                                        .setTargetSeq(message.seq())));
    }

    public void adds(Person actor, Person member) {
        publish(
                next(actor, CommandId.next())
                        .setMemberAdded(
                                MemberAdded.newBuilder().setUserId(member.id.byteString())));
    }

    public void removes(Person actor, Person member) {
        publish(
                next(actor, CommandId.next())
                        .setMemberRemoved(
                                MemberRemoved.newBuilder().setUserId(member.id.byteString())));
    }

    private ChatEvent.Builder next(Person actor, CommandId command) {
        return ChatEvent.newBuilder()
                .setChatId(id.byteString())
                .setSeq(++seq)
                .setId(command.byteString())
                .setActorId(actor.id.byteString())
                .setTimestamp(System.currentTimeMillis())
                .setOrdinal(ordinal);
    }

    private void publish(ChatEvent.Builder event) {
        CLUSTER.publish(event.build());
    }

    private static ContentCipher cipher() {
        return CLUSTER.bean(ContentCipher.class);
    }

    /// @param event as it was published, to be published again
    public record Message(CommandId id, long seq, ChatEvent event) {}
}
