package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/// The sends of one session whose outcome is unknown. Until the oldest of a chat is sent again and
/// confirmed, nothing later of this session goes into that chat: so a retry never ends up behind
// what was
/// said after it.
public final class PendingSends {
    private static final Duration RETRY_AFTER = Duration.ofMillis(200);

    private final Map<ChatId, LinkedHashSet<CommandId>> unknown = new HashMap<>();

    /// @throws SentinelException SEND_PENDING when another send has to be repeated first
    synchronized void check(ChatId chat, CommandId id) {
        LinkedHashSet<CommandId> ofChat = unknown.get(chat);
        if (ofChat != null && !ofChat.getFirst().equals(id)) {
            throw SentinelException.retryAfter(
                    ErrorCode.SEND_PENDING,
                    "message " + ofChat.getFirst() + " is to be sent again first",
                    RETRY_AFTER);
        }
    }

    synchronized void unknown(ChatId chat, CommandId id) {
        unknown.computeIfAbsent(chat, _ -> new LinkedHashSet<>()).add(id);
    }

    synchronized void confirmed(ChatId chat, CommandId id) {
        unknown.computeIfPresent(
                chat,
                (_, ids) -> {
                    ids.remove(id);
                    return ids.isEmpty() ? null : ids;
                });
    }
}
