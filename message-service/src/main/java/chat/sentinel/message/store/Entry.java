package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCreated;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.contracts.chat.MessageType;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entry of a chat's log, as numbered by its owner.
///
/// @param seq dense in the chat: 1, 2, 3 …
/// @param timestamp milliseconds since 1970, when the log took it
/// @param ordinal messages in the chat up to here, this one included
public record Entry(
        ChatId chatId,
        long seq,
        CommandId id,
        UserId senderId,
        long timestamp,
        long ordinal,
        Body body) {
    /// Entries in one partition of the store.
    public static final int BUCKET_SIZE = 5_000;

    public static int bucketOf(long seq) {
        return Math.toIntExact(seq / BUCKET_SIZE);
    }

    public int bucket() {
        return bucketOf(seq);
    }

    /// The public form, as on chat.events and in the cache of recent entries.
    public ChatEvent toEvent() {
        ChatEvent.Builder event =
                ChatEvent.newBuilder()
                        .setChatId(chatId.byteString())
                        .setSeq(seq)
                        .setId(id.byteString())
                        .setActorId(senderId.byteString())
                        .setTimestamp(timestamp)
                        .setOrdinal(ordinal);
        switch (body) {
            case Created created -> event.setChatCreated(created.toProto());
            case Message message ->
                    event.setMessageSent(
                            MessageSent.newBuilder()
                                    .setType(message.type())
                                    .setContent(message.content())
                                    .setMediaId(optional(message.mediaId()))
                                    .setReplyTo(optional(message.replyTo())));
        }
        return event.build();
    }

    /// @throws IllegalArgumentException for a fact that is not known here
    public static Entry of(ChatEvent event) {
        Body body =
                switch (event.getFactCase()) {
                    case CHAT_CREATED -> Created.of(event.getChatCreated());
                    case MESSAGE_SENT ->
                            new Message(
                                    event.getMessageSent().getType(),
                                    event.getMessageSent().getContent(),
                                    optional(event.getMessageSent().getMediaId()),
                                    optional(event.getMessageSent().getReplyTo()));
                    case FACT_NOT_SET -> throw new IllegalArgumentException("unknown fact");
                };
        return new Entry(
                ChatId.of(event.getChatId()),
                event.getSeq(),
                CommandId.of(event.getId()),
                UserId.of(event.getActorId()),
                event.getTimestamp(),
                event.getOrdinal(),
                body);
    }

    private static ByteString optional(@Nullable UUID id) {
        return id == null ? ByteString.EMPTY : Ids.byteString(id);
    }

    private static @Nullable UUID optional(ByteString bytes) {
        return bytes.isEmpty() ? null : Ids.uuid(bytes);
    }

    /// What an entry says.
    public sealed interface Body permits Created, Message {}

    /// The first entry of every chat.
    public record Created(ChatKind kind, List<UserId> memberIds, String title) implements Body {
        public Created {
            memberIds = List.copyOf(memberIds);
        }

        /// Who makes a group owns it; a private chat belongs to both.
        public String roleOf(UserId member, Entry entry) {
            return kind == ChatKind.GROUP && member.equals(entry.senderId()) ? "owner" : "member";
        }

        public ChatCreated toProto() {
            return ChatCreated.newBuilder()
                    .setKind(kind)
                    .addAllMemberIds(memberIds.stream().map(UserId::byteString).toList())
                    .setTitle(title)
                    .build();
        }

        public static Created of(ChatCreated proto) {
            return new Created(
                    proto.getKind(),
                    proto.getMemberIdsList().stream().map(UserId::of).toList(),
                    proto.getTitle());
        }
    }

    /// A message; its content is encrypted.
    public record Message(
            MessageType type,
            EncryptedContent content,
            @Nullable UUID mediaId,
            @Nullable UUID replyTo)
            implements Body {}
}
