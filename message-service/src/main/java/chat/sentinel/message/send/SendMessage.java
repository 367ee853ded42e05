package chat.sentinel.message.send;

import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.servicekit.content.ContentCipher;
import com.google.protobuf.ByteString;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A message on its way into the log: limits, encryption, and the accept path of
/// [MemberCommands]; or past it, by [FastMessages]. In the log, `message_accepted` means that the
/// log has the message (`acks=all`); nothing else has happened to it yet, and nothing can take it
/// back.
@Component
public class SendMessage {
    private final SendProperties limits;
    private final ContentCipher cipher;
    private final MemberCommands commands;
    private final FastMessages fastMessages;

    SendMessage(
            SendProperties limits,
            ContentCipher cipher,
            MemberCommands commands,
            FastMessages fastMessages) {
        this.limits = limits;
        this.cipher = cipher;
        this.commands = commands;
        this.fastMessages = fastMessages;
    }

    /// @throws SentinelException when the request itself is bad; nothing has happened then
    public Sending accept(UserId sender, PendingSends pending, SendMessageRequest request) {
        SendMessageRequest.Valid message = request.validate(limits.contentSize().toBytes());
        if (message.isFast()) {
            return fastMessages.send(sender, message);
        }
        return commands.accept(
                sender, pending, message.id(), message.chatId(), () -> command(message));
    }

    private ChatCommand.Builder command(SendMessageRequest.Valid message) {
        return ChatCommand.newBuilder()
                .setSendMessage(
                        chat.sentinel.contracts.chat.SendMessage.newBuilder()
                                .setType(message.type())
                                .setContent(
                                        cipher.encrypt(
                                                message.chatId(), message.id(), message.content()))
                                .setMediaId(optional(message.mediaId()))
                                .setReplyTo(optional(message.replyTo()))
                                .setTo(
                                        message.to() == null
                                                ? ByteString.EMPTY
                                                : message.to().byteString()));
    }

    private static ByteString optional(@Nullable UUID id) {
        return id == null ? ByteString.EMPTY : Ids.byteString(id);
    }
}
