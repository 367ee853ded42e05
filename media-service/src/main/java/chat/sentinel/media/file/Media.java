package chat.sentinel.media.file;

import chat.sentinel.contracts.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `media`.
///
/// @param size of what is uploaded
/// @param sha256 of what is uploaded, 32 bytes
/// @param uploadId S3's name of an upload in parts
/// @param reason why it was rejected
/// @param shown what was made of it; null unless it is, or was, ready
public record Media(
        MediaId id,
        UserId owner,
        String fileName,
        String claimedType,
        long size,
        byte[] sha256,
        @Nullable String uploadId,
        MediaState state,
        @Nullable String reason,
        @Nullable Shown shown,
        Instant createdAt) {

    /// @param contentType by its content
    /// @param size in bytes, without what was taken out
    /// @param width 0: none, or not known
    /// @param thumbnailType null: there is no thumbnail
    /// @param scanned whether a virus scanner has looked at it
    public record Shown(
            String contentType,
            long size,
            int width,
            int height,
            @Nullable String thumbnailType,
            boolean scanned) {}
}
