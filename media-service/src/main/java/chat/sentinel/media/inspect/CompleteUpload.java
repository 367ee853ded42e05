package chat.sentinel.media.inspect;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.media.change.Changes;
import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.file.MediaState;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.media.storage.ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// An upload is complete: it is looked at under a lease, its bytes are put where they are read
/// from, and then the row says so. Whoever dies in between is followed, once the lease is over, by
/// a repeat of the call or by the collection; both do the same again, and the row changes once.
@Component
public class CompleteUpload {
    private static final Logger log = LoggerFactory.getLogger(CompleteUpload.class);
    private static final Duration COME_AGAIN = Duration.ofSeconds(2);

    /// Of the folders in which files are looked at.
    private static final String FOLDERS = "sentinel-inspection-";

    private final MediaFiles files;
    private final ObjectStore objects;
    private final Inspection inspection;
    private final Changes changes;
    private final InspectProperties properties;
    private final Semaphore places;
    private final MeterRegistry meters;

    CompleteUpload(
            MediaFiles files,
            ObjectStore objects,
            Inspection inspection,
            Changes changes,
            InspectProperties properties,
            MeterRegistry meters) {
        this.files = files;
        this.objects = objects;
        this.inspection = inspection;
        this.changes = changes;
        this.properties = properties;
        this.places = new Semaphore(properties.atOnce(), true);
        this.meters = meters;
    }

    /// @return the file as it is then: ready, rejected, or still inspected by somebody else
    /// @throws SentinelException UPLOAD_MISSING, SERVICE_UNAVAILABLE, STORE_UNAVAILABLE; the file
    ///     waits as before
    public Media complete(Media media) {
        if (media.state() != MediaState.UPLOADING && media.state() != MediaState.INSPECTING) {
            return media;
        }
        try {
            if (!places.tryAcquire(properties.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw SentinelException.retryAfter(
                        ErrorCode.SERVICE_UNAVAILABLE,
                        "Too many files are looked at just now; ask again",
                        COME_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SentinelException(
                    ErrorCode.SERVICE_UNAVAILABLE, ErrorCode.SERVICE_UNAVAILABLE.title(), e);
        }
        try {
            UUID lease = files.lease(media.id(), properties.lease());
            if (lease != null) {
                underLease(media, lease);
            }
        } finally {
            places.release();
        }
        return find(media.id());
    }

    private Media find(MediaId id) {
        Media media = files.find(id);
        if (media == null) {
            throw new SentinelException(
                    ErrorCode.MEDIA_NOT_FOUND, ErrorCode.MEDIA_NOT_FOUND.title());
        }
        return media;
    }

    private void underLease(Media media, UUID lease) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory(FOLDERS);
            look(media, lease, folder);
        } catch (RefusedException e) {
            if (changes.rejected(media.id(), lease, e.reason().wire(), inspection.scans())) {
                meters.counter("sentinel.media.rejected", "reason", e.reason().wire()).increment();
                log.info("Rejected {}: {}", media.id(), e.reason().wire());
                forget(Keys.uploaded(media.id()));
            }
        } catch (IOException e) {
            files.giveBack(media.id(), lease);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            files.giveBack(media.id(), lease);
            throw e;
        } finally {
            remove(folder);
        }
    }

    private void look(Media media, UUID lease, Path folder) throws IOException, RefusedException {
        String uploaded = Keys.uploaded(media.id());
        if (media.uploadId() != null
                && !objects.finishParts(uploaded, media.uploadId(), media.size())) {
            throw missing();
        }
        Path copy = folder.resolve("uploaded");
        ObjectStore.Downloaded downloaded = objects.download(uploaded, copy, media.size());
        if (downloaded == null) {
            throw missing();
        }
        Inspection.Released released = inspection.inspect(media, downloaded, copy);
        Media.Shown shown = released.shown();
        objects.put(Keys.content(media.id()), released.content(), shown.contentType());
        if (shown.thumbnailType() != null) {
            objects.put(Keys.thumbnail(media.id()), released.thumbnail(), shown.thumbnailType());
        }
        if (changes.ready(media.id(), lease, shown)) {
            meters.counter("sentinel.media.ready").increment();
            forget(uploaded);
        } else if (find(media.id()).state() == MediaState.DELETED) {
            forget(Keys.content(media.id()));
            forget(Keys.thumbnail(media.id()));
        }
    }

    private static SentinelException missing() {
        return new SentinelException(ErrorCode.UPLOAD_MISSING, ErrorCode.UPLOAD_MISSING.title());
    }

    /// What stays is found by the collection.
    private void forget(String key) {
        try {
            objects.delete(key);
        } catch (RuntimeException e) {
            log.warn("Cannot remove {} now: {}", key, e.toString());
        }
    }

    /// Of those who died while they looked.
    public void removeOldFolders(Instant before) {
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(
                        Path.of(System.getProperty("java.io.tmpdir")), FOLDERS + "*")) {
            for (Path folder : folders) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
                    remove(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            log.warn("Cannot remove {}: {}", folder, e.toString());
        }
    }
}
