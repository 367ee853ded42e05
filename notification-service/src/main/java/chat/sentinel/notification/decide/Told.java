package chat.sentinel.notification.decide;

import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.chats.NewMessage;
import java.util.List;

/// A message and who is to be told of it.
public record Told(NewMessage message, List<UserId> recipients) {
    public Told {
        recipients = List.copyOf(recipients);
    }
}
