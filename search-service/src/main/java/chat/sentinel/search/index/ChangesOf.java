package chat.sentinel.search.index;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.MessageDeleted;
import chat.sentinel.contracts.chat.MessageEdited;
import chat.sentinel.contracts.chat.MessageSent;
import chat.sentinel.contracts.chat.MessageType;
import chat.sentinel.search.content.Texts;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What an entry of a chat means for what is found.
@Component
class ChangesOf {
    private final Texts texts;

    ChangesOf(Texts texts) {
        this.texts = texts;
    }

    /// @return null: nothing
    @Nullable MessageChange of(ChatEvent event) {
        ChatId chat = ChatId.of(event.getChatId());
        return switch (event.getFactCase()) {
            case MESSAGE_SENT -> sent(chat, event, event.getMessageSent());
            case MESSAGE_EDITED -> edited(chat, event.getSeq(), event.getMessageEdited());
            case MESSAGE_DELETED -> {
                MessageDeleted deleted = event.getMessageDeleted();
                yield new MessageChange.Deleted(
                        chat,
                        CommandId.of(deleted.getTargetId()),
                        event.getSeq(),
                        deleted.getTargetSeq());
            }
            case CHAT_CREATED,
                    CHAT_UPDATED,
                    MEMBER_ADDED,
                    MEMBER_REMOVED,
                    ROLE_CHANGED,
                    MESSAGE_REACTED,
                    FACT_NOT_SET ->
                    null;
        };
    }

    private MessageChange sent(ChatId chat, ChatEvent event, MessageSent sent) {
        CommandId message = CommandId.of(event.getId());
        if (sent.getDeletedAt() != 0) {
            return new MessageChange.Deleted(chat, message, event.getSeq(), event.getSeq());
        }
        return new MessageChange.Sent(
                chat,
                message,
                new MessageDocument(
                        chat.toString(),
                        message.toString(),
                        event.getSeq(),
                        UserId.of(event.getActorId()).toString(),
                        name(sent.getType()),
                        event.getTimestamp(),
                        sent.hasContent() ? texts.of(chat, message, sent.getContent()) : null,
                        MessageDocument.SHOWN,
                        event.getSeq()));
    }

    /// An edit without content is of a message that is deleted by now.
    private MessageChange edited(ChatId chat, long seq, MessageEdited edited) {
        CommandId message = CommandId.of(edited.getTargetId());
        return edited.hasContent()
                ? new MessageChange.Edited(
                        chat,
                        message,
                        seq,
                        edited.getTargetSeq(),
                        texts.of(chat, message, edited.getContent()))
                : new MessageChange.Deleted(chat, message, seq, edited.getTargetSeq());
    }

    static String name(MessageType type) {
        return switch (type) {
            case IMAGE -> "image";
            case FILE -> "file";
            case TEXT, MESSAGE_TYPE_UNSPECIFIED, UNRECOGNIZED -> "text";
        };
    }
}
