package chat.sentinel.presence.activity;

import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.status.Status;
import org.jspecify.annotations.Nullable;

/// What is so of a user, whoever may see it. Times are milliseconds since 1970; 0: not known.
///
/// @param version rises with each change that is told
/// @param before his status that others see while he seems to leave, once he is invisible
/// @param invisible how he is shown while he is invisible
/// @param blocked how he is shown to who asked, while there is a block between them; null: not
///     known
public record Presence(
        UserId userId,
        long version,
        boolean active,
        long lastActive,
        Status status,
        Status before,
        Hiding invisible,
        @Nullable Hiding blocked) {
    /// Of whom nothing is known.
    public static Presence unknown(UserId user, long version) {
        return new Presence(
                user, version, false, 0, Status.NONE, Status.NONE, new Hiding(0, false), null);
    }
}
