package chat.sentinel.media.upload;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.OneLine;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import chat.sentinel.servicekit.api.Required;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.jspecify.annotations.Nullable;

/// The body of POST /media, as it came.
///
/// @param sha256 64 hexadecimal digits
record UploadRequest(
        @Required @Nullable String fileName,
        @Required @Nullable Long size,
        @Required @Nullable String sha256,
        @Required @Nullable String contentType) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern TYPE =
            Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

    /// With what a name would be read the other way round: `gpj.exe` as `exe.jpg`.
    private static final Pattern TURNING =
            Pattern.compile("[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    /// What a request announces, checked.
    record Announced(String fileName, long size, byte[] sha256, String contentType) {}

    /// @throws SentinelException VALIDATION_FAILED with every field that is not as it should be;
    ///     PAYLOAD_TOO_LARGE; UNSUPPORTED_MEDIA_TYPE
    Announced toAnnounced(UploadProperties limits) {
        List<FieldError> errors = new ArrayList<>();
        if (fileName == null
                || fileName.isBlank()
                || fileName.length() > 255
                || !OneLine.is(fileName)
                || TURNING.matcher(fileName).find()
                || fileName.matches(".*[/\\\\].*")) {
            errors.add(new FieldError("file_name", "is a name of 1 to 255 characters, not a path"));
        }
        if (size == null || size < 1) {
            errors.add(new FieldError("size", "is a number of bytes, at least 1"));
        }
        if (sha256 == null || !SHA256.matcher(sha256).matches()) {
            errors.add(new FieldError("sha256", "is 64 hexadecimal digits"));
        }
        String type = contentType == null ? "" : usual(contentType);
        if (!TYPE.matcher(type).matches()) {
            errors.add(new FieldError("content_type", "is a media type as image/jpeg"));
        }
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
        long bytes = Objects.requireNonNull(size);
        if (bytes > limits.mostSize().toBytes()
                || (type.startsWith("image/") && bytes > limits.mostImage().toBytes())) {
            throw new SentinelException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "The file is larger than a file may be");
        }
        // What a client does not know it may call so; by its content it is judged in any case.
        if (!type.equals("application/octet-stream") && !limits.allows(type)) {
            throw new SentinelException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Files of this type cannot be sent here");
        }
        return new Announced(
                Objects.requireNonNull(fileName),
                bytes,
                HexFormat.of().parseHex(Objects.requireNonNull(sha256)),
                type);
    }

    /// Without parameters, and under its usual name where it has several.
    private static String usual(String contentType) {
        String plain = contentType.replaceFirst("\\s*;.*", "").toLowerCase(Locale.ROOT);
        MediaType known = MediaType.parse(plain);
        return known == null
                ? plain
                : MediaTypeRegistry.getDefaultRegistry().normalize(known).toString();
    }
}
