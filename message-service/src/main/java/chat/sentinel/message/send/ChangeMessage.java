package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.contracts.chat.DeleteMessage;
import chat.sentinel.contracts.chat.EditMessage;
import chat.sentinel.contracts.chat.React;
import chat.sentinel.servicekit.content.ContentCipher;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Edits, deletions and reactions on their way into the log, accepted as messages are. Whether they
/// may be is for the owner of the chat to say; the limits in force travel with them.
@Component
public class ChangeMessage {
    private final SendProperties limits;
    private final ContentCipher cipher;
    private final MemberCommands commands;

    ChangeMessage(SendProperties limits, ContentCipher cipher, MemberCommands commands) {
        this.limits = limits;
        this.cipher = cipher;
        this.commands = commands;
    }

    /// As it came. Each has an id of its own, `message_id`, and names the message that it changes.
    ///
    /// @param content of an edit
    /// @param emoji of a reaction
    /// @param remove whether the reaction is taken back; null: no
    public record Request(
            @Nullable String messageId,
            @Nullable String chatId,
            @Nullable String targetMessageId,
            @Nullable String content,
            @Nullable String emoji,
            @Nullable Boolean remove) {}

    private record Change(CommandId id, ChatId chatId, CommandId target) {}

    private static Change check(Request request, Fields fields) {
        CommandId id = fields.required("message_id", request.messageId(), CommandId::parse);
        ChatId chat = fields.required("chat_id", request.chatId(), ChatId::parse);
        CommandId target =
                fields.required("target_message_id", request.targetMessageId(), CommandId::parse);
        fields.check();
        return new Change(
                Objects.requireNonNull(id),
                Objects.requireNonNull(chat),
                Objects.requireNonNull(target));
    }

    /// @throws SentinelException when the request itself is bad; nothing has happened then
    public Sending edit(UserId sender, PendingSends pending, Request request) {
        Fields fields = new Fields();
        String content = Objects.requireNonNullElse(request.content(), "");
        if (content.isEmpty()) {
            fields.wrong("content", "is required");
        }
        Change change = check(request, fields);
        ContentText.check(content, limits.contentSize().toBytes(), fields);
        return accept(
                sender,
                pending,
                change,
                () ->
                        ChatCommand.newBuilder()
                                .setEditMessage(
                                        EditMessage.newBuilder()
                                                .setTargetId(change.target().byteString())
                                                .setContent(
                                                        cipher.encrypt(
                                                                change.chatId(),
                                                                change.target(),
                                                                content))
                                                .setWithinMillis(
                                                        limits.changeWithin().toMillis())));
    }

    /// @throws SentinelException when the request itself is bad; nothing has happened then
    public Sending delete(UserId sender, PendingSends pending, Request request) {
        Change change = check(request, new Fields());
        return accept(
                sender,
                pending,
                change,
                () ->
                        ChatCommand.newBuilder()
                                .setDeleteMessage(
                                        DeleteMessage.newBuilder()
                                                .setTargetId(change.target().byteString())
                                                .setWithinMillis(
                                                        limits.changeWithin().toMillis())));
    }

    /// @throws SentinelException when the request itself is bad; nothing has happened then
    public Sending react(UserId sender, PendingSends pending, Request request) {
        Fields fields = new Fields();
        String emoji = fields.required("emoji", request.emoji(), Emoji::parse);
        Change change = check(request, fields);
        return accept(
                sender,
                pending,
                change,
                () ->
                        ChatCommand.newBuilder()
                                .setReact(
                                        React.newBuilder()
                                                .setTargetId(change.target().byteString())
                                                .setEmoji(Objects.requireNonNull(emoji))
                                                .setMostEmojis(limits.emojis())
                                                .setRemove(Boolean.TRUE.equals(request.remove()))));
    }

    private Sending accept(
            UserId sender,
            PendingSends pending,
            Change change,
            Supplier<ChatCommand.Builder> command) {
        return commands.accept(sender, pending, change.id(), change.chatId(), command);
    }
}
