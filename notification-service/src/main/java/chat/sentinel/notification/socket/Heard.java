package chat.sentinel.notification.socket;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What was told on the channel within a moment: `CHAT_ID:SEQ` for a message,
/// `user:USER_ID:ITEM_ID` for an alert that is stored. A burst of messages of one chat is one.
final class Heard {
    private static final String STORED = "user:";

    final Set<ChatId> chats = new HashSet<>();

    /// Several users may have one of the same id: all who are in a new group.
    final Map<UUID, Set<UserId>> items = new HashMap<>();

    /// @throws IllegalArgumentException when it is neither
    void add(String payload) {
        if (payload.startsWith(STORED)) {
            int colon = payload.indexOf(':', STORED.length());
            if (colon < 0) {
                throw new IllegalArgumentException("not an alert: " + payload);
            }
            items.computeIfAbsent(Ids.parse(payload.substring(colon + 1)), _ -> new HashSet<>())
                    .add(UserId.parse(payload.substring(STORED.length(), colon)));
        } else {
            int colon = payload.indexOf(':');
            chats.add(ChatId.parse(colon < 0 ? payload : payload.substring(0, colon)));
        }
    }
}
