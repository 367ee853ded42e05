package chat.sentinel.media.inspect;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.file.MediaView;
import chat.sentinel.servicekit.api.Answers;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Somebody has sent all of a file. To others there is no such file.
@RestController
class CompleteController {
    private final MediaFiles files;
    private final CompleteUpload uploads;

    CompleteController(MediaFiles files, CompleteUpload uploads) {
        this.files = files;
        this.uploads = uploads;
    }

    /// @return 200 when it is ready, 202 while somebody else looks at it
    @Operation(summary = "Say that a file was sent, and have it looked at")
    @PostMapping("/media/{media_id}/complete")
    @Answers({200, 202})
    ResponseEntity<MediaView> complete(
            @AuthenticationPrincipal AccessToken token, @PathVariable("media_id") String mediaId) {
        MediaId id = MediaId.parse(mediaId);
        Media media = id == null ? null : files.find(id);
        if (media == null || !media.owner().equals(token.userId())) {
            throw notFound();
        }
        Media done = uploads.complete(media);
        return switch (done.state()) {
            case READY -> ResponseEntity.ok(MediaView.of(done));
            case UPLOADING, INSPECTING ->
                    ResponseEntity.status(HttpStatus.ACCEPTED).body(MediaView.of(done));
            case REJECTED -> throw rejected(done);
            case DELETED -> throw notFound();
        };
    }

    private static SentinelException rejected(Media media) {
        String reason = media.reason() == null ? "" : media.reason();
        return SentinelException.of(
                ErrorCode.MEDIA_REJECTED,
                Reason.sentenceOf(reason),
                new FieldError("content", reason));
    }

    private static SentinelException notFound() {
        return new SentinelException(ErrorCode.MEDIA_NOT_FOUND, ErrorCode.MEDIA_NOT_FOUND.title());
    }
}
