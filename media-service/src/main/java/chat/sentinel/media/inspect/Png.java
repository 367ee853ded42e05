package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Set;

/// PNG and APNG: the chunks that say how it looks are kept; texts, times and EXIF go.
final class Png {
    private static final long SIGNATURE = 0x8950_4E47_0D0A_1A0AL;
    private static final Set<String> KEPT =
            Set.of(
                    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD",
                    "pHYs", "cICP", "acTL", "fcTL", "fdAT");

    /// It is compressed, and may be a bomb by itself.
    private static final int LARGEST_PROFILE = 64 * 1024;

    private Png() {}

    static ImageParts take(ByteBuffer file) throws RefusedException {
        if (file.getLong(0) != SIGNATURE || !name(file, 8).equals("IHDR")) {
            throw ImageParts.unreadable();
        }
        Kept kept = new Kept();
        kept.range(0, 8);
        int at = 8;
        while (true) {
            int length = file.getInt(at);
            String name = name(file, at);
            if (length < 0 || length > file.limit() - at - 12) {
                throw ImageParts.unreadable();
            }
            int next = at + 12 + length;
            if (KEPT.contains(name) || (name.equals("iCCP") && length <= LARGEST_PROFILE)) {
                kept.range(at, next);
            } else if (Character.isUpperCase(name.charAt(0))) {
                throw ImageParts.unreadable(); // it cannot be shown without
            }
            if (name.equals("IEND")) {
                return new ImageParts(kept, next);
            }
            at = next;
        }
    }

    private static String name(ByteBuffer file, int chunk) {
        byte[] name = new byte[4];
        file.get(chunk + 4, name);
        return new String(name, ISO_8859_1);
    }
}
