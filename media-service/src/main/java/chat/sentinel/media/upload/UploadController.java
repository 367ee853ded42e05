package chat.sentinel.media.upload;

import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.servicekit.api.Answers;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// Somebody wants to bring a file.
@RestController
class UploadController {
    private final StartUpload uploads;
    private final UploadProperties limits;

    UploadController(StartUpload uploads, UploadProperties limits) {
        this.uploads = uploads;
        this.limits = limits;
    }

    @Operation(summary = "Announce a file, and learn where to send it")
    @PostMapping("/media")
    @Answers({200, 201})
    ResponseEntity<Upload> start(
            @AuthenticationPrincipal AccessToken token,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody UploadRequest request) {
        StartUpload.Started started =
                uploads.start(token.userId(), request.toAnnounced(limits), requestId(key));
        return ResponseEntity.status(started.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(started.upload());
    }

    private static @Nullable UUID requestId(@Nullable String key) {
        if (key == null) {
            return null;
        }
        try {
            return Ids.parse(key);
        } catch (IllegalArgumentException e) {
            throw SentinelException.invalid("Idempotency-Key", "is a UUID");
        }
    }
}
