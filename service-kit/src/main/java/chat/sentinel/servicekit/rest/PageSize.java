package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.SentinelException;
import org.jspecify.annotations.Nullable;

/// The `page_size` of every paged request.
public final class PageSize {
    public static final int DEFAULT = 50;
    public static final int MAX = 100;

    private PageSize() {}

    /// @param asked null when the client did not say
    /// @throws SentinelException VALIDATION_FAILED outside of 1 to 100
    public static int of(@Nullable Integer asked) {
        if (asked == null) {
            return DEFAULT;
        }
        if (asked < 1 || asked > MAX) {
            throw SentinelException.invalid("page_size", "must be from 1 to " + MAX);
        }
        return asked;
    }
}
