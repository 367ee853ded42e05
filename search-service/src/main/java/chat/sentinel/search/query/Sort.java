package chat.sentinel.search.query;

import chat.sentinel.contracts.SentinelException;
import org.jspecify.annotations.Nullable;

/// Which hits come first.
enum Sort {
    NEWEST,
    BEST;

    static Sort of(@Nullable String text) {
        return switch (text) {
            case null -> NEWEST;
            case "newest" -> NEWEST;
            case "best" -> BEST;
            default -> throw SentinelException.invalid("sort", "is newest or best");
        };
    }
}
