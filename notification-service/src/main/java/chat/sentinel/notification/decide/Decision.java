package chat.sentinel.notification.decide;

import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.chats.NewMessage;

/// What is decided of a message for one device of one recipient.
public record Decision(NewMessage message, UserId userId, String deviceId, Outcome outcome) {}
