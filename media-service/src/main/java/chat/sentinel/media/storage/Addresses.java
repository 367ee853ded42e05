package chat.sentinel.media.storage;

import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;

/// Addresses that S3 honours for a while, since they are signed. Nothing is asked of S3 for them.
@Component
public class Addresses {
    private final Presigners presigners;
    private final String bucket;

    Addresses(Presigners presigners, S3Properties properties) {
        this.presigners = presigners;
        this.bucket = properties.bucket();
    }

    /// To put these bytes there, and no others where S3 checks what is signed.
    public SignedAddress put(String key, long size, byte[] sha256, Duration life) {
        return address(
                presigners
                        .now()
                        .presignPutObject(
                                signed ->
                                        signed.signatureDuration(life)
                                                .putObjectRequest(
                                                        put ->
                                                                put.bucket(bucket)
                                                                        .key(key)
                                                                        .contentLength(size)
                                                                        .checksumSHA256(
                                                                                Base64.getEncoder()
                                                                                        .encodeToString(
                                                                                                sha256)))));
    }

    /// @param number 1 for the first part
    public SignedAddress putPart(
            String key, String uploadId, int number, long size, Duration life) {
        return address(
                presigners
                        .now()
                        .presignUploadPart(
                                signed ->
                                        signed.signatureDuration(life)
                                                .uploadPartRequest(
                                                        part ->
                                                                part.bucket(bucket)
                                                                        .key(key)
                                                                        .uploadId(uploadId)
                                                                        .partNumber(number)
                                                                        .contentLength(size))));
    }

    /// @param disposition what the answer says of itself
    public String get(String key, String contentType, String disposition, Duration life) {
        return presigners
                .now()
                .presignGetObject(
                        signed ->
                                signed.signatureDuration(life)
                                        .getObjectRequest(
                                                get ->
                                                        get.bucket(bucket)
                                                                .key(key)
                                                                .responseContentType(contentType)
                                                                .responseContentDisposition(
                                                                        disposition)))
                .url()
                .toString();
    }

    private static SignedAddress address(PresignedRequest signed) {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, List<String>> header : signed.signedHeaders().entrySet()) {
            // Every client says this one by itself.
            if (!header.getKey().equalsIgnoreCase("host")) {
                headers.put(header.getKey(), String.join(",", header.getValue()));
            }
        }
        return new SignedAddress(signed.url().toString(), headers);
    }
}
