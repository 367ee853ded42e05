package chat.sentinel.search.index;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import org.jspecify.annotations.Nullable;

/// What one entry of a chat makes of a message. The order in which they come does not matter: none
/// undoes what a later entry did, and each may come again.
sealed interface MessageChange {
    ChatId chatId();

    /// The message that is changed.
    CommandId messageId();

    /// @param known what is kept of the message; null: nothing
    /// @return the same where it changes nothing
    MessageDocument applyTo(@Nullable MessageDocument known);

    /// @param document with the changes that were made by that time
    record Sent(ChatId chatId, CommandId messageId, MessageDocument document)
            implements MessageChange {
        @Override
        public MessageDocument applyTo(@Nullable MessageDocument known) {
            if (known == null) {
                return document;
            }
            if (known.is(MessageDocument.GONE)) {
                return known;
            }
            if (document.is(MessageDocument.GONE)) {
                return gone(
                        this, document.seq(), Math.max(known.changedSeq(), document.changedSeq()));
            }
            if (known.is(MessageDocument.PART)) {
                return completed(known);
            }
            return document.changedSeq() > known.changedSeq() ? document : known;
        }

        private MessageDocument completed(MessageDocument part) {
            return new MessageDocument(
                    document.chatId(),
                    document.messageId(),
                    document.seq(),
                    document.senderId(),
                    document.type(),
                    document.timestamp(),
                    part.changedSeq() > document.changedSeq() ? part.content() : document.content(),
                    document.state(),
                    Math.max(part.changedSeq(), document.changedSeq()));
        }
    }

    /// @param seq of the entry
    /// @param targetSeq of the message
    /// @param content null: it does not open
    record Edited(
            ChatId chatId, CommandId messageId, long seq, long targetSeq, @Nullable String content)
            implements MessageChange {
        @Override
        public MessageDocument applyTo(@Nullable MessageDocument known) {
            if (known == null) {
                return new MessageDocument(
                        chatId.toString(),
                        messageId.toString(),
                        targetSeq,
                        null,
                        null,
                        null,
                        content,
                        MessageDocument.PART,
                        seq);
            }
            if (known.is(MessageDocument.GONE) || known.changedSeq() >= seq) {
                return known;
            }
            return new MessageDocument(
                    known.chatId(),
                    known.messageId(),
                    known.seq(),
                    known.senderId(),
                    known.type(),
                    known.timestamp(),
                    content,
                    known.state(),
                    seq);
        }
    }

    /// @param seq of the entry
    /// @param targetSeq of the message
    record Deleted(ChatId chatId, CommandId messageId, long seq, long targetSeq)
            implements MessageChange {
        @Override
        public MessageDocument applyTo(@Nullable MessageDocument known) {
            return known != null && known.is(MessageDocument.GONE)
                    ? known
                    : gone(this, targetSeq, seq);
        }
    }

    static MessageDocument gone(MessageChange change, long seq, long changedSeq) {
        return new MessageDocument(
                change.chatId().toString(),
                change.messageId().toString(),
                seq,
                null,
                null,
                null,
                null,
                MessageDocument.GONE,
                changedSeq);
    }
}
