package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.servicekit.api.Required;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The body of `/app/send_message`, or of a send over REST, as it came.
public record SendMessageRequest(
        @Required @Nullable String messageId,
        @Nullable String chatId,
        @Required @Nullable String type,
        @Nullable String content,
        @Nullable String mediaId,
        @Nullable String replyTo,
        @Nullable String to,
        @Nullable String feature) {

    /// The same, to the chat that a path names.
    ///
    /// @throws SentinelException VALIDATION_FAILED when the body names another one
    SendMessageRequest inChat(ChatId chat) {
        if (chatId != null && !chatId.equals(chat.toString())) {
            throw SentinelException.invalid("chat_id", "is another chat than the path's");
        }
        return new SendMessageRequest(
                messageId, chat.toString(), type, content, mediaId, replyTo, to, feature);
    }

    /// @throws SentinelException VALIDATION_FAILED or MESSAGE_TOO_LARGE, naming everything that
    ///     is wrong
    Valid validate(long maxContentBytes) {
        Fields fields = new Fields();
        CommandId id = fields.required("message_id", messageId, CommandId::parse);
        ChatId chat = fields.required("chat_id", chatId, ChatId::parse);
        MessageType messageType = fields.required("type", type, SendMessageRequest::messageType);
        UUID media = fields.optional("media_id", mediaId, Ids::parse);
        UUID reply = fields.optional("reply_to", replyTo, Ids::parse);
        UserId addressee = fields.optional("to", to, UserId::parse);
        String text = content == null ? "" : content;
        if (messageType == MessageType.TEXT && text.isEmpty()) {
            fields.wrong("content", "is required");
        }
        if (messageType == MessageType.TEXT && mediaId != null) {
            fields.wrong("media_id", "goes with an image or a file");
        }
        if (messageType != null && messageType != MessageType.TEXT && mediaId == null) {
            fields.wrong("media_id", "is required");
        }
        Feature wanted = fields.optional("feature", feature, SendMessageRequest::feature);
        if (wanted == Feature.FAST && messageType != null && messageType != MessageType.TEXT) {
            fields.wrong("type", "is text where feature is FAST");
        }
        if (wanted == Feature.FAST && replyTo != null) {
            fields.wrong("reply_to", "goes with RELIABLE");
        }
        if (wanted == Feature.FAST && to != null) {
            fields.wrong("to", "goes with RELIABLE");
        }
        ContentText.check(text, maxContentBytes, fields);
        return new Valid(
                Objects.requireNonNull(id),
                Objects.requireNonNull(chat),
                Objects.requireNonNull(messageType),
                text,
                media,
                reply,
                addressee,
                wanted == null ? Feature.RELIABLE : wanted);
    }

    private static MessageType messageType(String name) {
        return switch (name) {
            case "text" -> MessageType.TEXT;
            case "image" -> MessageType.IMAGE;
            case "file" -> MessageType.FILE;
            default -> throw new IllegalArgumentException("is text, image or file");
        };
    }

    private static Feature feature(String name) {
        return switch (name) {
            case "RELIABLE" -> Feature.RELIABLE;
            case "FAST" -> Feature.FAST;
            default -> throw new IllegalArgumentException("is RELIABLE or FAST");
        };
    }

    /// Through the log, or past it.
    enum Feature {
        RELIABLE,
        FAST
    }

    /// The request with every field as it should be.
    record Valid(
            CommandId id,
            ChatId chatId,
            MessageType type,
            String content,
            @Nullable UUID mediaId,
            @Nullable UUID replyTo,
            @Nullable UserId to,
            Feature feature) {
        boolean isFast() {
            return feature == Feature.FAST;
        }
    }
}
