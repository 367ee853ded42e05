package chat.sentinel.notification.push;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.servicekit.content.ContentCipher;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The words of a notification, and what it carries for the application.
@Component
class PushText {
    /// Firebase takes 4 KiB in all, which text of four bytes a character must not exceed.
    private static final int LONGEST_BODY = 300;

    private final ContentCipher cipher;

    PushText(ContentCipher cipher) {
        this.cipher = cipher;
    }

    /// @param data of strings, as Firebase wants it
    record Text(String title, String body, Map<String, String> data) {}

    /// @param names of users, where they are known
    /// @param group null: the chat is private
    /// @param previews whether it may tell what is said
    Text of(WaitingPush push, Map<UserId, String> names, @Nullable String group, boolean previews) {
        UserId sender = push.senderId();
        String name = sender == null ? "Somebody" : names.getOrDefault(sender, "Somebody");
        ChatId chat = push.chatId();
        if (chat == null) {
            return new Text(
                    "Welcome to Sentinel",
                    "Messages that come while you are away will be told here.",
                    Map.of("event", "welcome"));
        }
        String said = previews ? said(push) : "New message";
        String body = group == null || !previews ? said : name + ": " + said;
        if (push.messages() > 1) {
            body = push.messages() + " new messages. " + body;
        }
        Map<String, String> data = new LinkedHashMap<>();
        data.put("event", "received_message");
        data.put("chat_id", chat.toString());
        data.put("seq", Long.toString(push.seq()));
        data.put("messages", Integer.toString(push.messages()));
        UUID message = push.messageId();
        if (message != null) {
            data.put("message_id", message.toString());
        }
        if (sender != null) {
            data.put("sender_id", sender.toString());
        }
        return new Text(shortened(group == null ? name : group), shortened(body), data);
    }

    private String said(WaitingPush push) {
        return switch (MessageType.forNumber(push.type())) {
            case IMAGE -> "sent a picture";
            case FILE -> "sent a file";
            case null, default -> text(push);
        };
    }

    private String text(WaitingPush push) {
        ChatId chat = push.chatId();
        UUID message = push.messageId();
        byte[] content = push.content();
        if (chat == null || message == null || content == null) {
            return "New message";
        }
        try {
            return cipher.decrypt(
                    chat, new CommandId(message), EncryptedContent.parseFrom(content));
        } catch (InvalidProtocolBufferException
                | ContentCipher.DoesNotOpen
                | IllegalArgumentException e) {
            return "New message";
        }
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_BODY
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_BODY - 1)) + "…";
    }
}
