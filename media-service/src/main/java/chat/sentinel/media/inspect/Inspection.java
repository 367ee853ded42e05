package chat.sentinel.media.inspect;

import chat.sentinel.media.file.Media;
import chat.sentinel.media.storage.ObjectStore;
import chat.sentinel.media.upload.UploadProperties;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/// What is asked of a file, in the order of what it costs. It is done on a copy of our own, and
/// that copy is what is released: what a client puts into quarantine meanwhile changes nothing.
@Component
class Inspection {
    private final RealType realType;
    private final VirusScanner scanner;
    private final Images images;
    private final UploadProperties limits;

    Inspection(RealType realType, VirusScanner scanner, Images images, UploadProperties limits) {
        this.realType = realType;
        this.scanner = scanner;
        this.images = images;
        this.limits = limits;
    }

    /// What is shown, once it is in its place.
    record Released(Media.Shown shown, Path content, Path thumbnail) {}

    /// @param copy in a folder of its own
    /// @throws RefusedException for what is not taken
    Released inspect(Media media, ObjectStore.Downloaded downloaded, Path copy)
            throws IOException, RefusedException {
        if (downloaded.size() != media.size()) {
            throw new RefusedException(Reason.SIZE_MISMATCH);
        }
        if (!Arrays.equals(downloaded.sha256(), media.sha256())) {
            throw new RefusedException(Reason.HASH_MISMATCH);
        }
        String type = realType.of(copy, media.fileName());
        if (!limits.allows(type)) {
            throw new RefusedException(Reason.TYPE_REFUSED);
        }
        if (isImage(type) != isImage(media.claimedType())) {
            throw new RefusedException(Reason.TYPE_MISMATCH);
        }
        try (FileChannel file = FileChannel.open(copy)) {
            ForeignParts.refuse(file, type);
        }
        boolean scanned = scanner.isThere();
        if (scanned && scanner.finds(copy)) {
            throw new RefusedException(Reason.INFECTED);
        }
        Path thumbnail = copy.resolveSibling("thumbnail");
        if (!isImage(type)) {
            return new Released(
                    new Media.Shown(type, downloaded.size(), 0, 0, null, scanned), copy, thumbnail);
        }
        Path cleaned = copy.resolveSibling("cleaned");
        Images.Cleaned image = images.clean(copy, type, cleaned, thumbnail);
        return new Released(
                new Media.Shown(
                        type,
                        image.size(),
                        image.width(),
                        image.height(),
                        image.thumbnailType(),
                        scanned),
                cleaned,
                thumbnail);
    }

    boolean scans() {
        return scanner.isThere();
    }

    private static boolean isImage(String type) {
        return type.startsWith("image/");
    }
}
