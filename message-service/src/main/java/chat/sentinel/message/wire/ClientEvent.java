package chat.sentinel.message.wire;

import chat.sentinel.contracts.SentinelException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client's event queue carries: JSON objects with an `event` name.
public sealed interface ClientEvent {
    String event();

    /// The message is in the log: it will be numbered, stored and delivered, whatever dies.
    record MessageAccepted(String event, String messageId, String chatId) implements ClientEvent {
        public MessageAccepted(String messageId, String chatId) {
            this("message_accepted", messageId, chatId);
        }
    }

    /// A numbered message, to every session of every member.
    record ReceiveMessage(String event, MessageView message) implements ClientEvent {
        public ReceiveMessage(MessageView message) {
            this("receive_message", message);
        }
    }

    /// The owner of the chat refused the message; the same one will be judged anew if it is
    /// sent again.
    record MessageRejected(
            String event, String messageId, String chatId, String code, boolean retryable)
            implements ClientEvent {
        public MessageRejected(String messageId, String chatId, String code, boolean retryable) {
            this("message_rejected", messageId, chatId, code, retryable);
        }
    }

    /// @param requestId to the caller only
    record PrivateChatStarted(String event, @Nullable String requestId, ChatView chat)
            implements ClientEvent {
        public PrivateChatStarted(@Nullable String requestId, ChatView chat) {
            this("private_chat_started", requestId, chat);
        }
    }

    /// A group, to everybody in it.
    ///
    /// @param requestId to the caller only
    record ChatCreated(String event, @Nullable String requestId, ChatView chat)
            implements ClientEvent {
        public ChatCreated(@Nullable String requestId, ChatView chat) {
            this("chat_created", requestId, chat);
        }
    }

    /// Everything up to `seq` was seen by `userId`.
    record MessageSeen(String event, String chatId, String userId, long seq, Instant at)
            implements ClientEvent {
        public MessageSeen(String chatId, String userId, long seq, Instant at) {
            this("message_seen", chatId, userId, seq, at);
        }
    }

    /// Something may have been missed: fetch what is newer than the highest seq known.
    record SyncRequired(String event, @Nullable String chatId, boolean all) implements ClientEvent {
        public static final SyncRequired ALL = new SyncRequired("sync_required", null, true);
    }

    /// A request that could not be done; the socket stays.
    record Failed(
            String event,
            @Nullable String requestId,
            @Nullable String messageId,
            String code,
            String detail,
            boolean retryable,
            @Nullable Long retryAfterMs,
            List<SentinelException.FieldError> errors,
            Instant serverTime)
            implements ClientEvent {}

    /// The session was ended; the socket closes.
    record SessionEnded(String event) implements ClientEvent {
        public static final SessionEnded REVOKED = new SessionEnded("session_revoked");
        public static final SessionEnded EXPIRED = new SessionEnded("session_expired");
    }
}
