package chat.sentinel.presence.activity;

import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.status.Status;

/// What is so of a user, whoever may see it. Times are milliseconds since 1970; 0: not known.
///
/// @param version rises with each change that is told
/// @param frozen the last active time that is shown while he is invisible
/// @param frozenForWatcher the one that is shown to who asked, while there is a block between them
public record Presence(
        UserId userId,
        long version,
        boolean active,
        long lastActive,
        Status status,
        long frozen,
        long frozenForWatcher) {}
