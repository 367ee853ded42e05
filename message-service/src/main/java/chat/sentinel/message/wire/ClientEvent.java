package chat.sentinel.message.wire;

import chat.sentinel.contracts.SentinelException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
    /// @param message the entry with which it began; null: it was there
    record PrivateChatStarted(
            String event, @Nullable String requestId, ChatView chat, @Nullable MessageView message)
            implements ClientEvent {
        public PrivateChatStarted(
                @Nullable String requestId, ChatView chat, @Nullable MessageView message) {
            this("private_chat_started", requestId, chat, message);
        }
    }

    /// A group, to everybody in it.
    ///
    /// @param requestId to the caller only
    /// @param message the entry with which it began
    record ChatCreated(String event, @Nullable String requestId, ChatView chat, MessageView message)
            implements ClientEvent {
        public ChatCreated(@Nullable String requestId, ChatView chat, MessageView message) {
            this("chat_created", requestId, chat, message);
        }
    }

    /// The group is another from here on: `event` is what the system entry says, as
    /// `member_added`. To everyone in it, and to who was removed.
    record ChatChanged(String event, MessageView message) implements ClientEvent {
        public ChatChanged(MessageView message) {
            this(Objects.requireNonNull(message.content()), message);
        }
    }

    /// An earlier message was edited, deleted or reacted to; which, `event` says.
    ///
    /// @param messageId of the change
    /// @param userId who changed it
    /// @param content of an edit; null there: the message was deleted since
    /// @param emoji of a reaction
    /// @param removed whether the reaction was taken back
    record MessageChanged(
            String event,
            String messageId,
            String chatId,
            long seq,
            String userId,
            Instant timestamp,
            String targetMessageId,
            long targetSeq,
            @Nullable String content,
            @Nullable String emoji,
            @Nullable Boolean removed)
            implements ClientEvent {}

    /// Everything up to `seq` has come to `userId`, or was seen by him; which, `event` says.
    record MarkMoved(String event, String chatId, String userId, long seq, Instant at)
            implements ClientEvent {}

    /// `userId` is about to say something.
    record Typing(String event, String chatId, String userId) implements ClientEvent {
        public Typing(String chatId, String userId) {
            this("typing", chatId, userId);
        }
    }

    /// What became of a file that the chat carries.
    ///
    /// @param state ready, rejected or deleted
    record MediaChanged(String event, String mediaId, String chatId, String state)
            implements ClientEvent {
        public MediaChanged(String mediaId, String chatId, String state) {
            this("media_changed", mediaId, chatId, state);
        }
    }

    /// What the socket's user may see of somebody whom it watches.
    ///
    /// @param lastActiveTimestamp null: not to be seen, or not known
    /// @param status null while he is not active
    /// @param thinned whether changes before this one were left out, since there were too many
    record PresenceChanged(
            String event,
            String userId,
            boolean active,
            @Nullable Instant lastActiveTimestamp,
            @Nullable PresenceStatus status,
            boolean thinned)
            implements ClientEvent {
        public PresenceChanged(
                String userId,
                boolean active,
                @Nullable Instant lastActiveTimestamp,
                @Nullable PresenceStatus status,
                boolean thinned) {
            this("presence_changed", userId, active, lastActiveTimestamp, status, thinned);
        }
    }

    /// @param kind available, away or busy; to oneself also invisible
    /// @param until when it ends; null: without end
    record PresenceStatus(String kind, @Nullable String text, @Nullable Instant until) {}

    /// A message past the log: it has no `seq`, and is nowhere to be read again.
    record ReceiveFastMessage(
            String event,
            String messageId,
            String chatId,
            String senderId,
            String type,
            String content,
            Instant timestamp)
            implements ClientEvent {
        public ReceiveFastMessage(
                String messageId,
                String chatId,
                String senderId,
                String type,
                String content,
                Instant timestamp) {
            this("receive_fast_message", messageId, chatId, senderId, type, content, timestamp);
        }
    }

    /// What was sent to several users has gone to these.
    ///
    /// @param notSent with whom the sender has no private chat
    record SentToUsers(String event, String messageId, List<SentToUser> sent, List<String> notSent)
            implements ClientEvent {
        public SentToUsers(String messageId, List<SentToUser> sent, List<String> notSent) {
            this("sent_to_users", messageId, sent, notSent);
        }
    }

    record SentToUser(String userId, String chatId) {}

    /// Something may have been missed: fetch what is newer than the highest seq known.
    record SyncRequired(String event, @Nullable String chatId, boolean all) implements ClientEvent {
        public static final SyncRequired ALL = new SyncRequired("sync_required", null, true);
    }

    /// All that was asked for by `/app/sync`, or as much of it as fits, was sent before this.
    ///
    /// @param left stored entries that did not fit: ask again from each `through_seq`
    record SyncComplete(String event, long left, List<SyncedChat> chats) implements ClientEvent {
        public SyncComplete(long left, List<SyncedChat> chats) {
            this("sync_complete", left, chats);
        }
    }

    /// @param throughSeq up to here the client has everything
    /// @param storedSeq the newest stored entry that the client may see
    /// @param headSeq the newest numbered one; null: not known just now
    /// @param code why nothing was sent of it, as `chat_not_found`; null: it was
    record SyncedChat(
            String chatId,
            long throughSeq,
            long storedSeq,
            @Nullable Long headSeq,
            @Nullable String code) {}

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

    /// This instance stops, the socket closes; the session goes on at another one.
    record GoingAway(String event, long reconnectAfterMs) implements ClientEvent {
        public GoingAway(long reconnectAfterMs) {
            this("going_away", reconnectAfterMs);
        }
    }

    /// The socket may stay for as long as the newer token says.
    record TokenRefreshed(String event, Instant expiresAt) implements ClientEvent {
        public TokenRefreshed(Instant expiresAt) {
            this("token_refreshed", expiresAt);
        }
    }

    /// The session was ended; the socket closes.
    record SessionEnded(String event) implements ClientEvent {
        public static final SessionEnded REVOKED = new SessionEnded("session_revoked");
        public static final SessionEnded EXPIRED = new SessionEnded("session_expired");
    }
}
