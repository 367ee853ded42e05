package chat.sentinel.notification.preference;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;

/// A person does not wish to be told of a chat.
public record Muted(UserId user, ChatId chat) {}
