package chat.sentinel.media.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A file as it is told to who may know of it.
///
/// @param contentType by its content, once it is ready; before that null
/// @param size in bytes: as it is shown, before that as it was announced
/// @param scanned whether a virus scanner has looked at it
/// @param reason why it was rejected
public record MediaView(
        String mediaId,
        String state,
        String fileName,
        @Nullable String contentType,
        long size,
        @Nullable Integer width,
        @Nullable Integer height,
        boolean thumbnail,
        boolean scanned,
        @Nullable String reason,
        Instant createdAt) {
    public static MediaView of(Media media) {
        Media.Shown shown = media.shown();
        return new MediaView(
                media.id().toString(),
                media.state().wire(),
                media.fileName(),
                shown == null ? null : shown.contentType(),
                shown == null ? media.size() : shown.size(),
                shown == null || shown.width() == 0 ? null : shown.width(),
                shown == null || shown.height() == 0 ? null : shown.height(),
                shown != null && shown.thumbnailType() != null,
                shown != null && shown.scanned(),
                media.reason(),
                media.createdAt());
    }
}
