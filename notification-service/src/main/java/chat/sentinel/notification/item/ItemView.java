package chat.sentinel.notification.item;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One alert as its reader sees it.
///
/// @param id of this alert; that of a chat's messages is another one when more have come
/// @param kind `messages`, `welcome` or `added_to_group`
/// @param chatTitle null for a private chat
/// @param messages how many have come that the reader has not seen
/// @param messageId of the last of them
/// @param senderId of the last message; for other kinds whose doing it was
/// @param preview null also where the reader wants none, and for what is no text or is deleted
/// @param type of the last message: `text`, `image` or `file`
public record ItemView(
        String id,
        String kind,
        @Nullable ChatId chatId,
        @Nullable String chatTitle,
        long messages,
        @Nullable CommandId messageId,
        @Nullable UserId senderId,
        @Nullable String senderName,
        @Nullable String preview,
        @Nullable String type,
        Instant at,
        boolean seen,
        boolean muted) {}
