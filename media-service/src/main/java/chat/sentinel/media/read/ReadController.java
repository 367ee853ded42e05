package chat.sentinel.media.read;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.media.access.Links;
import chat.sentinel.media.change.Changes;
import chat.sentinel.media.collect.Purge;
import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.file.MediaState;
import chat.sentinel.media.file.MediaView;
import chat.sentinel.media.storage.Addresses;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.servicekit.api.Answers;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Shows a file to who uploaded it and to those who are in a chat that carries it. To all others
/// there is none, whether there is or not.
@RestController
@RequestMapping("/media/{media_id}")
class ReadController {
    private final MediaFiles files;
    private final Links links;
    private final Addresses addresses;
    private final Changes changes;
    private final Purge purge;
    private final ReadProperties properties;
    private final Clock clock;

    ReadController(
            MediaFiles files,
            Links links,
            Addresses addresses,
            Changes changes,
            Purge purge,
            ReadProperties properties,
            Clock clock) {
        this.files = files;
        this.links = links;
        this.addresses = addresses;
        this.changes = changes;
        this.purge = purge;
        this.properties = properties;
        this.clock = clock;
    }

    @Operation(summary = "What is known of a file")
    @GetMapping
    MediaView show(
            @AuthenticationPrincipal AccessToken token, @PathVariable("media_id") String id) {
        return MediaView.of(find(token, id));
    }

    @Operation(summary = "Redirect to a file's content")
    @GetMapping("/content")
    @Answers(302)
    ResponseEntity<Void> content(
            @AuthenticationPrincipal AccessToken token, @PathVariable("media_id") String id) {
        Media media = find(token, id);
        return found(contentOf(media, shown(media)));
    }

    @Operation(summary = "Redirect to a picture's thumbnail")
    @GetMapping("/thumbnail")
    @Answers(302)
    ResponseEntity<Void> thumbnail(
            @AuthenticationPrincipal AccessToken token, @PathVariable("media_id") String id) {
        Media media = find(token, id);
        String address = thumbnailOf(media, shown(media));
        if (address == null) {
            throw new SentinelException(ErrorCode.NOT_FOUND, "The file has no thumbnail");
        }
        return found(address);
    }

    /// The addresses that the two above redirect to, for pages: what shows an image or saves a file
    /// there cannot send a token along, and a script cannot see where it was redirected to.
    @Operation(summary = "Links to a file's content and thumbnail, for a while")
    @GetMapping("/links")
    ResponseEntity<MediaLinks> links(
            @AuthenticationPrincipal AccessToken token, @PathVariable("media_id") String id) {
        Media media = find(token, id);
        Media.Shown shown = shown(media);
        // Before they are signed, so that they last at least as long as is said.
        Instant expiresAt = clock.instant().plus(properties.addressLife());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        new MediaLinks(
                                contentOf(media, shown), thumbnailOf(media, shown), expiresAt));
    }

    record MediaLinks(String content, @Nullable String thumbnail, Instant expiresAt) {}

    /// Harmless to repeat.
    @Operation(summary = "Delete a file of one's own")
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@AuthenticationPrincipal AccessToken token, @PathVariable("media_id") String id) {
        MediaId mediaId = MediaId.parse(id);
        Media media = mediaId == null ? null : files.find(mediaId);
        if (media == null || !media.owner().equals(token.userId())) {
            find(token, id);
            throw new SentinelException(
                    ErrorCode.FORBIDDEN, "Only who has uploaded a file can delete it");
        }
        if (changes.deleted(media.id())) {
            purge.soon(media);
        }
    }

    private String contentOf(Media media, Media.Shown shown) {
        return addresses.get(
                Keys.content(media.id()),
                shown.contentType(),
                FileNames.disposition(media, shown),
                properties.addressLife());
    }

    private @Nullable String thumbnailOf(Media media, Media.Shown shown) {
        String type = shown.thumbnailType();
        return type == null
                ? null
                : addresses.get(
                        Keys.thumbnail(media.id()), type, "inline", properties.addressLife());
    }

    private Media find(AccessToken token, String id) {
        MediaId mediaId = MediaId.parse(id);
        Media media = mediaId == null ? null : files.find(mediaId);
        if (media == null
                || media.state() == MediaState.DELETED
                || !(media.owner().equals(token.userId())
                        || links.maySee(token.userId(), media.id()))) {
            throw new SentinelException(
                    ErrorCode.MEDIA_NOT_FOUND, ErrorCode.MEDIA_NOT_FOUND.title());
        }
        return media;
    }

    private static Media.Shown shown(Media media) {
        Media.Shown shown = media.shown();
        if (media.state() == MediaState.REJECTED) {
            throw new SentinelException(
                    ErrorCode.MEDIA_NOT_FOUND, ErrorCode.MEDIA_NOT_FOUND.title());
        }
        if (shown == null) {
            throw new SentinelException(
                    ErrorCode.MEDIA_NOT_READY, ErrorCode.MEDIA_NOT_READY.title());
        }
        return shown;
    }

    private static ResponseEntity<Void> found(String address) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(address))
                .cacheControl(CacheControl.noStore())
                .build();
    }
}
