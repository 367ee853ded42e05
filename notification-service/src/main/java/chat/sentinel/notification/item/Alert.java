package chat.sentinel.notification.item;

import chat.sentinel.contracts.UserId;

/// An alert and whose it is.
public record Alert(UserId user, ItemView item) {}
