package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.contracts.chat.NewMembersSee;
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

    /// Whether it has a line of its own in what people read; a [Change] shows in its target.
    public boolean isShown() {
        return !(body instanceof Change);
    }

    /// The public form, as on chat.events and in the cache of recent entries.
    public ChatEvent toEvent() {
        return Facts.put(
                        ChatEvent.newBuilder()
                                .setChatId(chatId.byteString())
                                .setSeq(seq)
                                .setId(id.byteString())
                                .setActorId(senderId.byteString())
                                .setTimestamp(timestamp)
                                .setOrdinal(ordinal),
                        body)
                .build();
    }

    /// @throws IllegalArgumentException for a fact that is not known here
    public static Entry of(ChatEvent event) {
        return new Entry(
                ChatId.of(event.getChatId()),
                event.getSeq(),
                CommandId.of(event.getId()),
                UserId.of(event.getActorId()),
                event.getTimestamp(),
                event.getOrdinal(),
                Facts.body(event));
    }

    Entry with(Body other) {
        return new Entry(chatId, seq, id, senderId, timestamp, ordinal, other);
    }

    /// What an entry says.
    public sealed interface Body {}

    /// The first entry of every chat.
    public record Created(
            ChatKind kind, List<UserId> memberIds, String title, NewMembersSee newMembersSee)
            implements Body {
        public Created {
            memberIds = List.copyOf(memberIds);
        }

        /// Who makes a group owns it; a private chat belongs to both.
        public Role roleOf(UserId member, Entry entry) {
            return kind == ChatKind.GROUP && member.equals(entry.senderId())
                    ? Role.OWNER
                    : Role.MEMBER;
        }
    }

    /// What the group is from here on.
    public record Updated(String title, NewMembersSee newMembersSee) implements Body {}

    /// Who is in a group changes, or what somebody is in it.
    public sealed interface Membership extends Body {
        UserId userId();
    }

    /// @param seesFrom the first entry that the new member may read
    /// @param memberCount from here on
    public record Added(UserId userId, long seesFrom, int memberCount) implements Membership {}

    /// By the sender, or the sender's own leave.
    ///
    /// @param joinedSeq of the stay that ends
    public record Removed(UserId userId, long joinedSeq, int memberCount) implements Membership {}

    /// @param joinedSeq of the member's stay
    public record RoleChanged(UserId userId, long joinedSeq, Role role) implements Membership {}

    /// A message; its content is encrypted.
    ///
    /// @param content null: the message was deleted
    /// @param to the member whom it is addressed to, for all to read; null: all alike
    /// @param changes what later entries have made of it, as of when this was read
    public record Message(
            MessageType type,
            @Nullable EncryptedContent content,
            @Nullable UUID mediaId,
            @Nullable UUID replyTo,
            @Nullable UserId to,
            Changes changes)
            implements Body {
        public Message(
                MessageType type,
                EncryptedContent content,
                @Nullable UUID mediaId,
                @Nullable UUID replyTo,
                @Nullable UserId to) {
            this(type, content, mediaId, replyTo, to, Changes.NONE);
        }
    }

    /// @param editedAt milliseconds since 1970; 0: never
    /// @param deletedAt the same
    /// @param reacted whether there is, or was, a reaction
    public record Changes(long editedAt, long deletedAt, boolean reacted) {
        public static final Changes NONE = new Changes(0, 0, false);
    }

    /// Changes an earlier message of the chat.
    public sealed interface Change extends Body {
        Target target();
    }

    /// An earlier message of the same chat.
    public record Target(CommandId id, long seq) {}

    /// @param content encrypted for the target's id. The store keeps it with the target only, so
    ///     that nothing of it is left when that is deleted; null: not read, or deleted since
    public record Edited(Target target, @Nullable EncryptedContent content) implements Change {}

    public record Deleted(Target target) implements Change {}

    /// @param removed the sender takes the emoji back
    public record Reacted(Target target, String emoji, boolean removed) implements Change {}
}
