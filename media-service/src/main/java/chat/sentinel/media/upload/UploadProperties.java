package chat.sentinel.media.upload;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param types what may be sent; `image/*` stands for all of its kind
/// @param mostSize the largest file
/// @param mostImage the largest image, which is taken apart here
/// @param partsOver a larger file comes in parts
/// @param partSize of all but the last; S3 wants 5 MiB at least
/// @param addressLife how long an address to put something at is good
/// @param room what all files of one user may hold
/// @param mostWaiting files of one user that are not ready
@Validated
@ConfigurationProperties("sentinel.upload")
public record UploadProperties(
        @NotEmpty
                @DefaultValue({
                    "image/jpeg",
                    "image/png",
                    "image/gif",
                    "image/webp",
                    "video/mp4",
                    "video/quicktime",
                    "video/webm",
                    "video/x-m4v",
                    "video/3gpp",
                    "audio/mpeg",
                    "audio/mp4",
                    "audio/ogg",
                    "audio/vorbis",
                    "audio/opus",
                    "audio/x-flac",
                    "audio/vnd.wave",
                    "application/pdf",
                    "application/zip",
                    "text/plain",
                    "text/csv",
                    "text/markdown",
                    "text/x-web-markdown",
                    "text/x-log",
                    "text/calendar",
                    "text/x-vcard",
                    "application/json",
                    "application/msword",
                    "application/vnd.ms-excel",
                    "application/vnd.ms-powerpoint",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                    "application/vnd.oasis.opendocument.text",
                    "application/vnd.oasis.opendocument.spreadsheet",
                    "application/vnd.oasis.opendocument.presentation"
                })
                List<String> types,
        @NotNull @DefaultValue("512MB") DataSize mostSize,
        @NotNull @DefaultValue("32MB") DataSize mostImage,
        @NotNull @DefaultValue("16MB") DataSize partsOver,
        @NotNull @DefaultValue("8MB") DataSize partSize,
        @NotNull @DefaultValue("1h") Duration addressLife,
        @NotNull @DefaultValue("5GB") DataSize room,
        @Min(1) @DefaultValue("50") int mostWaiting) {
    public UploadProperties {
        types = List.copyOf(types);
    }

    /// @param type without parameters, in lower case
    public boolean allows(String type) {
        return types.contains(type) || types.contains(type.replaceFirst("/.*", "/*"));
    }

    /// How many parts a file comes in; 1: as a whole.
    public int parts(long size) {
        return size <= partsOver.toBytes()
                ? 1
                : (int) ((size + partSize.toBytes() - 1) / partSize.toBytes());
    }
}
