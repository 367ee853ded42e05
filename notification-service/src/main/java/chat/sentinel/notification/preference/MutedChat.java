package chat.sentinel.notification.preference;

import chat.sentinel.contracts.ChatId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// @param until null: for good
record MutedChat(ChatId chatId, @Nullable Instant until) {}
