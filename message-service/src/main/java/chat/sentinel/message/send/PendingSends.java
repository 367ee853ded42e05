package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The sends of one session that the log has not confirmed, in the order in which they were made.
/// While the outcome of one is unknown, nothing but its repetition goes into its chat: so a retry
/// does not end up behind what was said after it.
public final class PendingSends {
    private static final Duration RETRY_AFTER = Duration.ofMillis(200);

    /// Of each chat, whether a send's outcome is unknown (true) or still awaited (false).
    private final Map<ChatId, LinkedHashMap<CommandId, Boolean>> unconfirmed = new HashMap<>();

    /// @throws SentinelException SEND_PENDING when an earlier send has to be repeated first
    synchronized void check(ChatId chat, CommandId id) {
        unconfirmed.getOrDefault(chat, new LinkedHashMap<>()).entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .findFirst()
                .filter(first -> !first.equals(id))
                .ifPresent(
                        first -> {
                            throw SentinelException.retryAfter(
                                    ErrorCode.SEND_PENDING,
                                    "message " + first + " is to be sent again first",
                                    RETRY_AFTER);
                        });
    }

    /// A repetition keeps the place of the first try.
    synchronized void sent(ChatId chat, CommandId id) {
        unconfirmed.computeIfAbsent(chat, _ -> new LinkedHashMap<>()).put(id, false);
    }

    synchronized void unknown(ChatId chat, CommandId id) {
        unconfirmed.computeIfAbsent(chat, _ -> new LinkedHashMap<>()).put(id, true);
    }

    synchronized void confirmed(ChatId chat, CommandId id) {
        unconfirmed.computeIfPresent(
                chat,
                (_, ids) -> {
                    ids.remove(id);
                    return ids.isEmpty() ? null : ids;
                });
    }
}
