package chat.sentinel.media;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.chat.ChatCreated;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.MemberAdded;
import chat.sentinel.contracts.chat.MemberRemoved;
import chat.sentinel.contracts.chat.MessageDeleted;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.contracts.chat.MessageType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A group, told by its events as message-service tells them; at once, or all of them later.
final class Chat {
    private static final MediaCluster CLUSTER = MediaCluster.shared();

    final ChatId id = new ChatId(UUID.randomUUID());
    private final Map<Person, Long> joined = new HashMap<>();
    private final List<ChatEvent> unsaid = new ArrayList<>();
    private boolean silent;
    private long seq;

    static Chat of(Person... members) {
        return of(false, members);
    }

    /// Nothing of it is told before [#isHeardOf].
    static Chat unheardOf(Person... members) {
        return of(true, members);
    }

    private static Chat of(boolean silent, Person... members) {
        Chat chat = new Chat();
        chat.silent = silent;
        chat.tell(
                chat.next(members[0], CommandId.next())
                        .setChatCreated(
                                ChatCreated.newBuilder()
                                        .setKind(ChatKind.GROUP)
                                        .addAllMemberIds(
                                                Arrays.stream(members)
                                                        .map(member -> member.id.byteString())
                                                        .toList())));
        Arrays.stream(members).forEach(member -> chat.joined.put(member, 1L));
        return chat;
    }

    void isHeardOf() {
        silent = false;
        unsaid.forEach(CLUSTER::publish);
    }

    record Sent(CommandId id, long seq, ChatEvent event) {}

    Sent carries(Person sender, UUID media) {
        CommandId message = CommandId.next();
        ChatEvent event =
                tell(
                        next(sender, message)
                                .setMessageSent(
                                        MessageSent.newBuilder()
                                                .setType(MessageType.FILE)
                                                .setMediaId(Ids.byteString(media))));
        return new Sent(message, seq, event);
    }

    void deletes(Person actor, Sent message) {
        tell(
                next(actor, CommandId.next())
                        .setMessageDeleted(
                                MessageDeleted.newBuilder()
                                        .setTargetId(message.id().byteString())
                                        .setTargetSeq(message.seq())));
    }

    /// @param seesAll whether also what came before
    void adds(Person member, boolean seesAll) {
        tell(
                next(member, CommandId.next())
                        .setMemberAdded(
                                MemberAdded.newBuilder()
                                        .setUserId(member.id.byteString())
                                        .setSeesFrom(seesAll ? 1 : seq)));
        joined.put(member, seq);
    }

    void isLeftBy(Person member) {
        tell(
                next(member, CommandId.next())
                        .setMemberRemoved(
                                MemberRemoved.newBuilder()
                                        .setUserId(member.id.byteString())
                                        .setJoinedSeq(joined.getOrDefault(member, 1L))));
    }

    void again(Sent message) {
        CLUSTER.publish(message.event());
    }

    private ChatEvent.Builder next(Person actor, CommandId command) {
        return ChatEvent.newBuilder()
                .setChatId(id.byteString())
                .setSeq(++seq)
                .setId(command.byteString())
                .setActorId(actor.id.byteString())
                .setTimestamp(System.currentTimeMillis());
    }

    private ChatEvent tell(ChatEvent.Builder built) {
        ChatEvent event = built.build();
        if (silent) {
            unsaid.add(event);
        } else {
            CLUSTER.publish(event);
        }
        return event;
    }
}
