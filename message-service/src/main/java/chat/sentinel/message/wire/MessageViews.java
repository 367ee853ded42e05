package chat.sentinel.message.wire;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.NewMembersSee;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.wire.MessageView.ChangeView;
import chat.sentinel.servicekit.content.ContentCipher;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// An [Entry] as clients see it, decrypted.
@Component
public class MessageViews {
    private static final Logger log = LoggerFactory.getLogger(MessageViews.class);

    private final ContentCipher cipher;

    MessageViews(ContentCipher cipher) {
        this.cipher = cipher;
    }

    /// An entry that has a line of its own ([Entry#isShown]).
    public MessageView of(Entry entry) {
        return switch (entry.body()) {
            case Entry.Message message ->
                    view(
                            entry,
                            message.type().name().toLowerCase(Locale.ROOT),
                            text(entry.chatId(), entry.id(), message.content()),
                            message,
                            null);
            case Entry.Created created ->
                    system(
                            entry,
                            "chat_created",
                            null,
                            null,
                            created.title(),
                            created.newMembersSee(),
                            created.memberIds().size());
            case Entry.Updated updated ->
                    system(
                            entry,
                            "chat_updated",
                            null,
                            null,
                            updated.title(),
                            updated.newMembersSee(),
                            null);
            case Entry.Added added ->
                    system(
                            entry,
                            "member_added",
                            added.userId().toString(),
                            "member",
                            null,
                            null,
                            added.memberCount());
            case Entry.Removed removed ->
                    system(
                            entry,
                            "member_removed",
                            removed.userId().toString(),
                            null,
                            null,
                            null,
                            removed.memberCount());
            case Entry.RoleChanged changed ->
                    system(
                            entry,
                            "role_changed",
                            changed.userId().toString(),
                            changed.role().toString(),
                            null,
                            null,
                            null);
            case Entry.Change _ ->
                    throw new IllegalArgumentException("a change shows in its target");
        };
    }

    /// As on the wire.
    public static String name(NewMembersSee newMembersSee) {
        return newMembersSee == NewMembersSee.EVERYTHING ? "everything" : "from_joining";
    }

    /// Content that does not open must not keep anybody from the rest of the chat.
    ///
    /// @param content encrypted for the message `id`; null: there is none any more
    @Nullable String text(ChatId chatId, CommandId id, @Nullable EncryptedContent content) {
        if (content == null) {
            return null;
        }
        try {
            return cipher.decrypt(chatId, id, content);
        } catch (ContentCipher.DoesNotOpen e) {
            log.error("Message {} of chat {} is shown without content", id, chatId, e);
            return null;
        }
    }

    private static MessageView system(
            Entry entry,
            String what,
            @Nullable String userId,
            @Nullable String role,
            @Nullable String title,
            @Nullable NewMembersSee newMembersSee,
            @Nullable Integer memberCount) {
        String see = newMembersSee == null ? null : name(newMembersSee);
        return view(
                entry, "system", what, null, new ChangeView(userId, role, title, see, memberCount));
    }

    private static MessageView view(
            Entry entry,
            String type,
            @Nullable String content,
            Entry.@Nullable Message message,
            @Nullable ChangeView change) {
        return new MessageView(
                entry.id().toString(),
                entry.chatId().toString(),
                entry.senderId().toString(),
                type,
                Instant.ofEpochMilli(entry.timestamp()),
                content,
                null,
                entry.seq(),
                message == null ? null : string(message.replyTo()),
                message == null || message.to() == null ? null : message.to().toString(),
                message == null ? null : string(message.mediaId()),
                message == null ? null : time(message.changes().editedAt()),
                message == null ? null : time(message.changes().deletedAt()),
                List.of(),
                change);
    }

    private static @Nullable String string(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    private static @Nullable Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
