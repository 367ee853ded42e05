package chat.sentinel.media.inspect;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.tika.Tika;
import org.springframework.stereotype.Component;

/// What a file is, by its first bytes. Its name only says which of the kinds that look alike it is:
/// a ZIP with the name of a document is that document, a script is text with the name of one.
/// Nothing is unpacked.
@Component
class RealType {
    private static final String UNKNOWN = "application/octet-stream";

    private final Tika tika = new Tika();

    /// @return without parameters; `application/octet-stream` where the content says nothing,
    ///     whatever the name says
    String of(Path file, String name) throws IOException {
        String byContent;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byContent = withoutParameters(tika.detect(in));
        }
        if (byContent.equals(UNKNOWN)) {
            return UNKNOWN;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return withoutParameters(tika.detect(in, name));
        }
    }

    private static String withoutParameters(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip();
    }
}
