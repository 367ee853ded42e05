package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/// WebP: pixels, animation and colour profile are kept; EXIF, XMP and what nobody knows go.
final class Webp {
    private static final Set<String> KEPT =
            Set.of("VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP");
    private static final byte HAS_EXIF_OR_XMP = 0x08 | 0x04;

    private Webp() {}

    static ImageParts take(ByteBuffer given) throws RefusedException {
        ByteBuffer file = given.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long said = Integer.toUnsignedLong(file.getInt(4)) + 8;
        if (!name(file, 0).equals("RIFF") || !name(file, 8).equals("WEBP") || said > file.limit()) {
            throw ImageParts.unreadable();
        }
        int end = (int) said;
        Kept chunks = new Kept();
        int width = 0;
        int height = 0;
        int at = 12;
        while (at + 8 <= end) {
            String name = name(file, at);
            long length = Integer.toUnsignedLong(file.getInt(at + 4));
            if (length > end - at - 8) {
                throw ImageParts.unreadable();
            }
            // Padded, but for a last one that somebody did not.
            int next = (int) Math.min(end, at + 8 + length + (length & 1));
            if (width == 0) {
                width = width(file, at + 8, name);
                height = height(file, at + 8, name);
            }
            if (name.equals("VP8X")) {
                chunks.range(at, at + 8);
                chunks.bytes(new byte[] {(byte) (file.get(at + 8) & ~HAS_EXIF_OR_XMP)});
                chunks.range(at + 9, next);
            } else if (KEPT.contains(name)) {
                chunks.range(at, next);
            }
            at = next;
        }
        if (width == 0 || height == 0) {
            throw ImageParts.unreadable();
        }
        Kept kept = new Kept();
        kept.range(0, 4);
        kept.bytes(
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) (chunks.size() + 4))
                        .array());
        kept.range(8, 12);
        kept.append(chunks);
        return new ImageParts(kept, end, 1, width, height);
    }

    private static int width(ByteBuffer file, int data, String name) {
        return switch (name) {
            case "VP8X" -> (file.getInt(data + 4) & 0xFFFFFF) + 1;
            case "VP8L" -> (file.getInt(data + 1) & 0x3FFF) + 1;
            case "VP8 " -> file.getShort(data + 6) & 0x3FFF;
            default -> 0;
        };
    }

    private static int height(ByteBuffer file, int data, String name) {
        return switch (name) {
            case "VP8X" -> (file.getInt(data + 6) >>> 8) + 1;
            case "VP8L" -> (file.getInt(data + 1) >>> 14 & 0x3FFF) + 1;
            case "VP8 " -> file.getShort(data + 8) & 0x3FFF;
            default -> 0;
        };
    }

    private static String name(ByteBuffer file, int at) {
        byte[] name = new byte[4];
        file.get(at, name);
        return new String(name, ISO_8859_1);
    }
}
