package chat.sentinel.media.storage;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The bucket. An S3 that does not answer, or not as it should, is `STORE_UNAVAILABLE`.
@Component
public class ObjectStore {
    private final S3Client s3;
    private final String bucket;
    private volatile boolean made;

    ObjectStore(S3Client s3, S3Properties properties) {
        this.s3 = s3;
        this.bucket = properties.bucket();
    }

    /// Makes the bucket unless it is there.
    public void prepare() {
        if (made) {
            return;
        }
        asked(
                () -> {
                    try {
                        s3.headBucket(request -> request.bucket(bucket));
                    } catch (S3Exception e) {
                        if (e.statusCode() != 404) {
                            throw e;
                        }
                        create();
                    }
                    return null;
                });
        made = true;
    }

    private void create() {
        try {
            s3.createBucket(request -> request.bucket(bucket));
        } catch (BucketAlreadyOwnedByYouException e) {
            // Another instance was first.
        }
    }

    /// Whether it answers now.
    public boolean answers() {
        try {
            s3.headBucket(request -> request.bucket(bucket));
            return true;
        } catch (S3Exception e) {
            return e.statusCode() < 500;
        } catch (SdkException e) {
            return false;
        }
    }

    // --- An upload in parts ---------------------------------------------------------------------

    /// @return S3's name of the upload
    public String beginParts(String key) {
        return asked(
                () ->
                        s3.createMultipartUpload(request -> request.bucket(bucket).key(key))
                                .uploadId());
    }

    /// Makes one object of the parts; harmless where that was done before.
    ///
    /// @return false when the parts do not add up to this size
    public boolean finishParts(String key, String uploadId, long size) {
        return asked(
                () -> {
                    try {
                        List<Part> sent = parts(key, uploadId);
                        if (sent.stream().mapToLong(Part::size).sum() != size) {
                            return false;
                        }
                        List<CompletedPart> parts =
                                sent.stream()
                                        .map(
                                                part ->
                                                        CompletedPart.builder()
                                                                .partNumber(part.partNumber())
                                                                .eTag(part.eTag())
                                                                .build())
                                        .toList();
                        s3.completeMultipartUpload(
                                request ->
                                        request.bucket(bucket)
                                                .key(key)
                                                .uploadId(uploadId)
                                                .multipartUpload(all -> all.parts(parts)));
                        return true;
                    } catch (NoSuchUploadException e) {
                        return exists(key);
                    }
                });
    }

    private List<Part> parts(String key, String uploadId) {
        List<Part> parts = new ArrayList<>();
        s3.listPartsPaginator(request -> request.bucket(bucket).key(key).uploadId(uploadId))
                .parts()
                .forEach(parts::add);
        return parts;
    }

    private boolean exists(String key) {
        try {
            s3.headObject(request -> request.bucket(bucket).key(key));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    public void abort(String key, String uploadId) {
        asked(
                () -> {
                    try {
                        s3.abortMultipartUpload(
                                request -> request.bucket(bucket).key(key).uploadId(uploadId));
                    } catch (NoSuchUploadException e) {
                        // It is over.
                    }
                    return null;
                });
    }

    // --- Objects --------------------------------------------------------------------------------

    /// What was downloaded.
    ///
    /// @param size in bytes; where it is more than the limit, not all was downloaded
    public record Downloaded(long size, byte[] sha256) {}

    /// @param limit no more is read than this and one byte
    /// @return null when there is no such object
    public @Nullable Downloaded download(String key, Path to, long limit) {
        return asked(
                () -> {
                    try (var in = s3.getObject(request -> request.bucket(bucket).key(key));
                            OutputStream file = Files.newOutputStream(to)) {
                        Long said = in.response().contentLength();
                        if (said != null && said > limit) {
                            in.abort();
                            return new Downloaded(said, new byte[0]);
                        }
                        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                        OutputStream out = new DigestOutputStream(file, sha256);
                        byte[] buffer = new byte[64 * 1024];
                        long size = 0;
                        while (size <= limit) {
                            int read =
                                    in.read(
                                            buffer,
                                            0,
                                            (int) Math.min(buffer.length, limit + 1 - size));
                            if (read < 0) {
                                break;
                            }
                            out.write(buffer, 0, read);
                            size += read;
                        }
                        return new Downloaded(size, sha256.digest());
                    } catch (NoSuchKeyException e) {
                        return null;
                    } catch (IOException e) {
                        throw away(e);
                    } catch (NoSuchAlgorithmException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    public void put(String key, Path file, String contentType) {
        asked(
                () ->
                        s3.putObject(
                                request -> request.bucket(bucket).key(key).contentType(contentType),
                                RequestBody.fromFile(file)));
    }

    /// Also where there is none.
    public void delete(String key) {
        asked(() -> s3.deleteObject(request -> request.bucket(bucket).key(key)));
    }

    /// @param uploadId null: it is an object
    public record Found(String key, @Nullable String uploadId) {}

    /// Objects and unfinished uploads that were there before this time.
    public List<Found> before(Instant time, String prefix, int most) {
        return asked(
                () -> {
                    List<Found> found = new ArrayList<>();
                    for (S3Object object :
                            s3.listObjectsV2Paginator(
                                            request -> request.bucket(bucket).prefix(prefix))
                                    .contents()) {
                        if (object.lastModified().isBefore(time)) {
                            found.add(new Found(object.key(), null));
                        }
                        if (found.size() == most) {
                            return found;
                        }
                    }
                    for (MultipartUpload upload :
                            s3.listMultipartUploads(
                                            request -> request.bucket(bucket).prefix(prefix))
                                    .uploads()) {
                        if (upload.initiated() != null && upload.initiated().isBefore(time)) {
                            found.add(new Found(upload.key(), upload.uploadId()));
                        }
                    }
                    return found;
                });
    }

    private static <T extends @Nullable Object> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw away(e);
        }
    }

    private static SentinelException away(Exception cause) {
        return new SentinelException(
                ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE.title(), cause);
    }
}
