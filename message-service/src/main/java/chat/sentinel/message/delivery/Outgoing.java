package chat.sentinel.message.delivery;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.tracing.Hop;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// One event for some users.
///
/// @param json the event, encoded
/// @param numbered the entry behind it, by which the chat's head moves; null: none (an outcome,
///     a mark)
/// @param reply to the edge that waits for the owner; null: none does
/// @param ephemeral whether it is worth nothing once it is late: a slow socket loses it first, and
///     does not sync for it
/// @param hop of its trace
public record Outgoing(
        Collection<UserId> recipients,
        byte[] json,
        @Nullable Numbered numbered,
        @Nullable Reply reply,
        boolean ephemeral,
        Hop hop) {
    public Outgoing(
            Collection<UserId> recipients,
            byte[] json,
            @Nullable Numbered numbered,
            @Nullable Reply reply) {
        this(recipients, json, numbered, reply, false, Hop.NONE);
    }

    public Outgoing(Collection<UserId> recipients, byte[] json, @Nullable Numbered numbered) {
        this(recipients, json, numbered, null);
    }

    public static Outgoing ephemeral(Collection<UserId> recipients, byte[] json) {
        return new Outgoing(recipients, json, null, null, true, Hop.NONE);
    }

    /// The same, as this hop of a trace, which ends once it is on its way to all of them.
    public Outgoing seenIn(Hop delivering) {
        return delivering.isNone()
                ? this
                : new Outgoing(recipients, json, numbered, reply, ephemeral, delivering);
    }

    /// @param entry as the cache of recent entries keeps it; null: it changes an earlier one, of
    ///     which the cache must not keep what it was
    public record Numbered(ChatId chatId, long seq, byte @Nullable [] entry) {}

    public record Reply(String node, Answer answer) {}
}
