package chat.sentinel.notification.push;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What waits for one device under one collapse key.
///
/// @param chatId null: it is the welcome
/// @param attempts to send it that failed
/// @param messages how many it tells of
/// @param firstSeq the first of them
/// @param seq the last, of which the rest is said
/// @param messageId the last; null: it is the welcome, or the last was deleted
/// @param content an EncryptedContent; null: there is none
/// @param waitsSince when the first of them came here
/// @param messageAt when the log took the last
/// @param takenUntil until when it is the caller's
/// @param traceparent of what was decided of the last; null: nobody traces it
record WaitingPush(
        UserId userId,
        String deviceId,
        String collapseKey,
        @Nullable ChatId chatId,
        int attempts,
        int messages,
        long firstSeq,
        long seq,
        @Nullable UUID messageId,
        @Nullable UserId senderId,
        int type,
        byte @Nullable [] content,
        Instant waitsSince,
        Instant messageAt,
        Instant takenUntil,
        @Nullable String traceparent) {
    /// The collapse key of the push that greets who registered.
    static final String WELCOME = "welcome";

    /// All that it would tell is gone.
    boolean isOfDeleted() {
        return chatId != null && messageId == null && messages == 1;
    }
}
