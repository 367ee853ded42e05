package chat.sentinel.media.upload;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to POST /media.
///
/// @param upload null: there is nothing to send any more
public record Upload(String mediaId, String state, @Nullable Parts upload) {
    /// What to send, and where to; in any order, several at once.
    ///
    /// @param expiresAt of the addresses; the same request gives new ones
    public record Parts(Instant expiresAt, List<Part> parts) {}

    /// @param number 1 for the first
    /// @param offset in the file, of its first byte
    /// @param headers that have to be sent as they are
    public record Part(
            int number,
            long offset,
            long size,
            String method,
            String url,
            Map<String, String> headers) {}
}
