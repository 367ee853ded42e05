package chat.sentinel.presence.activity;

import org.jspecify.annotations.Nullable;

/// What is shown of somebody who hides, from everybody or from one.
///
/// @param lastActive as of when it began; milliseconds since 1970, 0: not known
/// @param leaving for a moment he is still shown as active, as who leaves in good order is
public record Hiding(long lastActive, boolean leaving) {
    /// @param text a time, after ~ while he seems to leave
    static @Nullable Hiding parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        boolean leaving = text.startsWith("~");
        return new Hiding(Long.parseLong(leaving ? text.substring(1) : text), leaving);
    }
}
