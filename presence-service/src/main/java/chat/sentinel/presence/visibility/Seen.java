package chat.sentinel.presence.visibility;

import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.status.Status;
import org.jspecify.annotations.Nullable;

/// What one user may see of another.
///
/// @param lastActive milliseconds since 1970; 0: not to be seen, or not known
/// @param status null while he is not active
public record Seen(UserId userId, boolean active, long lastActive, @Nullable Status status) {}
