package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;

/// What became of a request for a chat: the chat was there, or the log has the request and its
/// owner will answer.
public sealed interface RequestedChat {
    ChatId chatId();

    record Found(ChatId chatId) implements RequestedChat {}

    record Appended(ChatId chatId) implements RequestedChat {}
}
