package chat.sentinel.search;

import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.contracts.chat.MessageDeleted;
import chat.sentinel.contracts.chat.MessageEdited;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.search.elastic.StoreAway;
import chat.sentinel.search.index.IndexedThrough;
import chat.sentinel.search.membership.Memberships;
import chat.sentinel.search.membership.ReadableChats;
import chat.sentinel.servicekit.content.ContentCipher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A chat, told as message-service tells it.
public final class Chat {
    private static final SearchCluster CLUSTER = SearchCluster.shared();

    public final ChatId id = new ChatId(UUID.randomUUID());
    private final Map<Person, List<MemberSpan>> members = new LinkedHashMap<>();
    private long seq;

    private Chat() {}

    public static Chat of(Person... members) {
        Chat chat = new Chat();
        chat.seq++;
        for (Person member : members) {
            chat.members.put(
                    member,
                    new ArrayList<>(List.of(MemberSpan.newBuilder().setJoinedSeq(1).build())));
            chat.tell(member);
        }
        return chat;
    }

    /// A message that was sent.
    public record Message(CommandId id, long seq, ChatEvent event) {}

    public Message says(Person sender, String text) {
        return says(sender, MessageType.TEXT, text, Instant.now());
    }

    public Message says(Person sender, MessageType type, String text, Instant at) {
        return says(sender, CommandId.next(), type, text, at);
    }

    public Message says(
            Person sender, CommandId message, MessageType type, String text, Instant at) {
        Message said = saysUnheard(sender, message, type, text, at);
        CLUSTER.publish(said.event());
        return said;
    }

    /// Its entry comes later than those after it, or never.
    public Message saysUnheard(
            Person sender, CommandId message, MessageType type, String text, Instant at) {
        MessageSent.Builder sent = MessageSent.newBuilder().setType(type);
        if (!text.isEmpty()) {
            sent.setContent(cipher().encrypt(id, message, text));
        }
        ChatEvent event =
                next(sender, message).setTimestamp(at.toEpochMilli()).setMessageSent(sent).build();
        return new Message(message, seq, event);
    }

    public ChatEvent edits(Message message, Person actor, String text) {
        ChatEvent event =
                next(actor, CommandId.next())
                        .setMessageEdited(
                                MessageEdited.newBuilder()
                                        .setTargetId(message.id().byteString())
                                        .setTargetSeq(message.seq())
                                        .setContent(cipher().encrypt(id, message.id(), text)))
                        .build();
        CLUSTER.publish(event);
        return event;
    }

    public void deletes(Message message, Person actor) {
        CLUSTER.publish(
                next(actor, CommandId.next())
                        .setMessageDeleted(
                                MessageDeleted.newBuilder()
                                        .setTargetId(message.id().byteString())
                                        .setTargetSeq(message.seq()))
                        .build());
    }

    /// @param everything of what was said before
    public void adds(Person member, boolean everything) {
        seq++;
        members.computeIfAbsent(member, _ -> new ArrayList<>())
                .add(
                        MemberSpan.newBuilder()
                                .setJoinedSeq(seq)
                                .setSeesFrom(everything ? 1 : 0)
                                .build());
        tell(member);
    }

    public void removes(Person member) {
        seq++;
        List<MemberSpan> spans = members.getOrDefault(member, List.of());
        spans.set(spans.size() - 1, spans.getLast().toBuilder().setLeftSeq(seq).build());
        tell(member);
    }

    private void tell(Person member) {
        CLUSTER.publish(
                ChatMember.newBuilder()
                        .setChatId(id.byteString())
                        .setUserId(member.id.byteString())
                        .setRole("member")
                        .setSeq(seq)
                        .addAllSpans(members.getOrDefault(member, List.of()))
                        .build());
    }

    /// A record of the member as of the first entry, which comes late.
    public static void tellAgain(Chat chat, Person member, long seq) {
        CLUSTER.publish(
                ChatMember.newBuilder()
                        .setChatId(chat.id.byteString())
                        .setUserId(member.id.byteString())
                        .setRole("member")
                        .setSeq(seq)
                        .addSpans(MemberSpan.newBuilder().setJoinedSeq(seq))
                        .build());
    }

    /// The person is in so many chats of which nothing else is known; until that shows.
    public static void isInMany(Person person, int chats, long joinedSeq) {
        for (int i = 0; i < chats; i++) {
            CLUSTER.publishLater(
                    ChatMember.newBuilder()
                            .setChatId(new ChatId(UUID.randomUUID()).byteString())
                            .setUserId(person.id.byteString())
                            .setRole("member")
                            .setSeq(joinedSeq)
                            .addSpans(MemberSpan.newBuilder().setJoinedSeq(joinedSeq))
                            .build());
        }
        CLUSTER.flush();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> isKnownInMany(person, chats, joinedSeq));
    }

    /// In all of them, or in as many as are searched in part.
    private static boolean isKnownInMany(Person person, int chats, long joinedSeq) {
        ReadableChats readable = CLUSTER.bean(Memberships.class).of(person.id);
        return joinedSeq == 1
                ? readable.whole().size() >= chats
                : readable.parts().stream().filter(part -> part.from() == joinedSeq).count()
                        >= Math.min(chats, Memberships.MOST_PARTS);
    }

    /// Until all of it is known.
    public Chat settles() {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(StoreAway.class)
                .until(() -> isIndexed() && members.keySet().stream().allMatch(this::isKnown));
        return this;
    }

    private long lastMessage;

    private boolean isIndexed() {
        return CLUSTER.bean(IndexedThrough.class).of(List.of(id)).getOrDefault(id, 0L)
                >= lastMessage;
    }

    private boolean isKnown(Person member) {
        long left = members.getOrDefault(member, List.of()).getLast().getLeftSeq();
        return CLUSTER.bean(Memberships.class).of(member.id, id).lastOf(id)
                == (left == 0 ? Long.MAX_VALUE : left);
    }

    public long seq() {
        return seq;
    }

    private ChatEvent.Builder next(Person actor, CommandId command) {
        seq++;
        lastMessage = seq;
        return ChatEvent.newBuilder()
                .setChatId(id.byteString())
                .setSeq(seq)
                .setId(command.byteString())
                .setActorId(actor.id.byteString())
                .setTimestamp(System.currentTimeMillis());
    }

    private static ContentCipher cipher() {
        return CLUSTER.bean(ContentCipher.class);
    }
}
