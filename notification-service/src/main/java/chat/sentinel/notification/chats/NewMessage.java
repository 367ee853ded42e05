package chat.sentinel.notification.chats;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message that has come to a chat.
///
/// @param type as in `chat_events.proto`
/// @param content an EncryptedContent; null: there is none
/// @param at when the log took it
/// @param traceparent of what was decided of it; null: nobody traces it
public record NewMessage(
        ChatId chatId,
        long seq,
        UUID messageId,
        UserId senderId,
        int type,
        byte @Nullable [] content,
        Instant at,
        @Nullable String traceparent) {}
