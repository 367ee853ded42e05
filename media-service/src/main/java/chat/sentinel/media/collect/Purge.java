package chat.sentinel.media.collect;

import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.media.storage.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Removes what S3 has of a file that nobody may see any more.
@Component
public class Purge {
    private static final Logger log = LoggerFactory.getLogger(Purge.class);

    private final ObjectStore objects;
    private final MediaFiles files;

    Purge(ObjectStore objects, MediaFiles files) {
        this.objects = objects;
        this.files = files;
    }

    /// At once where S3 answers, else with the next collection.
    public void soon(Media media) {
        try {
            objects.delete(Keys.uploaded(media.id()));
            objects.delete(Keys.content(media.id()));
            objects.delete(Keys.thumbnail(media.id()));
            if (media.uploadId() != null) {
                objects.abort(Keys.uploaded(media.id()), media.uploadId());
            }
            files.purged(media.id());
        } catch (RuntimeException e) {
            log.warn("Cannot remove {} from S3 now: {}", media.id(), e.toString());
        }
    }
}
