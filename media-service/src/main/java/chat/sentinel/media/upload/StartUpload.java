package chat.sentinel.media.upload;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.file.MediaState;
import chat.sentinel.media.storage.Addresses;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.media.storage.ObjectStore;
import chat.sentinel.media.storage.SignedAddress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes room for a file and says where its bytes go. The row comes first, so that whatever is
/// begun in S3 after it is found by it.
@Component
class StartUpload {
    private final MediaFiles files;
    private final ObjectStore objects;
    private final Addresses addresses;
    private final UploadProperties limits;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final MeterRegistry meters;

    StartUpload(
            MediaFiles files,
            ObjectStore objects,
            Addresses addresses,
            UploadProperties limits,
            TransactionTemplate transaction,
            Clock clock,
            MeterRegistry meters) {
        this.files = files;
        this.objects = objects;
        this.addresses = addresses;
        this.limits = limits;
        this.transaction = transaction;
        this.clock = clock;
        this.meters = meters;
    }

    /// @param created false: this request was here before
    record Started(boolean created, Upload upload) {}

    /// @param requestId by which a repeat is known; null: there is none
    Started start(UserId owner, UploadRequest.Announced announced, @Nullable UUID requestId) {
        objects.prepare();
        List<Boolean> created = new ArrayList<>();
        Media media =
                Objects.requireNonNull(
                        transaction.execute(_ -> record(owner, announced, requestId, created)));
        if (!created.isEmpty()) {
            meters.counter("sentinel.media.uploads").increment();
        }
        return new Started(!created.isEmpty(), upload(media));
    }

    private Media record(
            UserId owner,
            UploadRequest.Announced announced,
            @Nullable UUID requestId,
            List<Boolean> created) {
        MediaFiles.Usage usage = files.lockUsage(owner);
        Media before = requestId == null ? null : files.findByRequest(owner, requestId);
        if (before != null) {
            if (before.size() != announced.size()
                    || !Arrays.equals(before.sha256(), announced.sha256())) {
                throw new SentinelException(
                        ErrorCode.DUPLICATE_ID, "The Idempotency-Key belongs to another file");
            }
            return before;
        }
        if (usage.bytes() + announced.size() > limits.room().toBytes()) {
            throw new SentinelException(ErrorCode.MEDIA_QUOTA, ErrorCode.MEDIA_QUOTA.title());
        }
        if (usage.waiting() >= limits.mostWaiting()) {
            throw new SentinelException(
                    ErrorCode.MEDIA_QUOTA,
                    "Too many uploads are not complete; complete some first");
        }
        Media media =
                new Media(
                        MediaId.next(),
                        owner,
                        announced.fileName(),
                        announced.contentType(),
                        announced.size(),
                        announced.sha256(),
                        null,
                        MediaState.UPLOADING,
                        null,
                        null,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS));
        files.insert(media, requestId);
        created.add(true);
        return media;
    }

    private Upload upload(Media media) {
        if (media.state() != MediaState.UPLOADING) {
            return new Upload(media.id().toString(), media.state().wire(), null);
        }
        int number = limits.parts(media.size());
        List<Upload.Part> parts = number == 1 ? List.of(whole(media)) : parts(media, number);
        return new Upload(
                media.id().toString(),
                media.state().wire(),
                new Upload.Parts(
                        clock.instant().plus(limits.addressLife()).truncatedTo(ChronoUnit.MILLIS),
                        parts));
    }

    private Upload.Part whole(Media media) {
        return part(
                1,
                0,
                media.size(),
                addresses.put(
                        Keys.uploaded(media.id()),
                        media.size(),
                        media.sha256(),
                        limits.addressLife()));
    }

    private List<Upload.Part> parts(Media media, int number) {
        String key = Keys.uploaded(media.id());
        String uploadId = media.uploadId();
        if (uploadId == null) {
            uploadId = files.uploadId(media.id(), objects.beginParts(key));
        }
        long each = limits.partSize().toBytes();
        List<Upload.Part> parts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            long offset = i * each;
            long size = Math.min(each, media.size() - offset);
            parts.add(
                    part(
                            i + 1,
                            offset,
                            size,
                            addresses.putPart(key, uploadId, i + 1, size, limits.addressLife())));
        }
        return parts;
    }

    private static Upload.Part part(int number, long offset, long size, SignedAddress address) {
        return new Upload.Part(number, offset, size, "PUT", address.url(), address.headers());
    }
}
