package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatKind;
import org.jspecify.annotations.Nullable;

/// What a chat is.
public record ChatInfo(ChatId chatId, ChatKind kind, @Nullable String title, int headBucket) {}
