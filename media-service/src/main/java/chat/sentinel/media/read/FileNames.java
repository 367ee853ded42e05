package chat.sentinel.media.read;

import chat.sentinel.media.file.Media;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;
import org.springframework.http.ContentDisposition;

/// How a file is called where it is saved, and whether it is shown or saved at all.
final class FileNames {
    private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

    private FileNames() {}

    static String disposition(Media media, Media.Shown shown) {
        String type = shown.contentType();
        boolean isShown =
                type.startsWith("image/") || type.startsWith("video/") || type.startsWith("audio/");
        return (isShown ? ContentDisposition.inline() : ContentDisposition.attachment())
                .filename(fitting(media.fileName(), type), StandardCharsets.UTF_8)
                .build()
                .toString();
    }

    /// The name that the sender gave, with an ending that fits what the file is: an image called
    /// `tea.exe` is saved as `tea.exe.png`.
    static String fitting(String name, String type) {
        try {
            var known = TYPES.getRegisteredMimeType(type);
            if (known == null || known.getExtension().isEmpty()) {
                return name;
            }
            String lower = name.toLowerCase(Locale.ROOT);
            return known.getExtensions().stream().anyMatch(lower::endsWith)
                    ? name
                    : name + known.getExtension();
        } catch (MimeTypeException e) {
            return name;
        }
    }
}
