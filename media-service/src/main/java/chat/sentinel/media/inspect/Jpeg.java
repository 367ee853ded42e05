package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// JPEG: tables, frames and scans are kept, and of what applications add the colour profile and
/// what colours mean. EXIF (position, device, time, an old thumbnail), XMP, IPTC and comments go;
/// only how the camera was held is said anew.
final class Jpeg {
    /// Each can make a decoder go over the whole image: a camera writes ten or so.
    private static final int MOST_SCANS = 100;

    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;
    private static final int COMMENT = 0xFE;
    private static final int APPLICATION = 0xE0;

    private Jpeg() {}

    static ImageParts take(ByteBuffer file) throws RefusedException {
        if (u16(file, 0) != (0xFF00 | START)) {
            throw ImageParts.unreadable();
        }
        Kept first = new Kept();
        first.range(0, 2);
        Kept rest = new Kept();
        int orientation = 1;
        int scans = 0;
        int at = 2;
        while (true) {
            if (u8(file, at) != 0xFF) {
                throw ImageParts.unreadable();
            }
            int marker = u8(file, at + 1);
            if (marker == 0xFF) {
                at++; // a filling byte
                continue;
            }
            if (marker == END) {
                rest.range(at, at + 2);
                if (orientation > 1) {
                    first.bytes(exif(orientation));
                }
                first.append(rest);
                return new ImageParts(first, at + 2, orientation, 0, 0);
            }
            int next = at + 2 + length(file, at, marker);
            if (marker == SCAN) {
                if (++scans > MOST_SCANS) {
                    throw ImageParts.unreadable();
                }
                next = endOfScan(file, next);
            }
            if (marker == APPLICATION && says(file, at, next, "JFIF\0") && scans == 0) {
                first.range(at, next);
            } else if (isKept(file, at, next, marker)) {
                rest.range(at, next);
            } else if (marker == APPLICATION + 1 && says(file, at, next, "Exif\0\0")) {
                orientation = orientation(file.slice(at + 10, next - at - 10));
            }
            at = next;
        }
    }

    private static int length(ByteBuffer file, int at, int marker) throws RefusedException {
        boolean isSegment = marker >= 0xC0 && (marker < 0xD0 || marker > END);
        int length = isSegment ? u16(file, at + 2) : 0;
        if (length < 2 || at + 2 + length > file.limit()) {
            throw ImageParts.unreadable();
        }
        return length;
    }

    private static boolean isKept(ByteBuffer file, int at, int next, int marker) {
        if (marker == APPLICATION + 2) {
            return says(file, at, next, "ICC_PROFILE\0");
        }
        if (marker == APPLICATION + 14) {
            return says(file, at, next, "Adobe");
        }
        return marker < APPLICATION && marker != COMMENT;
    }

    private static boolean says(ByteBuffer file, int at, int next, String name) {
        byte[] bytes = name.getBytes(ISO_8859_1);
        if (at + 4 + bytes.length > next) {
            return false;
        }
        byte[] there = new byte[bytes.length];
        file.get(at + 4, there);
        return new String(there, ISO_8859_1).equals(name);
    }

    /// Where the next marker is that is none of a scan's own.
    private static int endOfScan(ByteBuffer file, int from) {
        int at = from;
        while (true) {
            if (file.get(at) == (byte) 0xFF) {
                int marker = u8(file, at + 1);
                if (marker != 0 && (marker < 0xD0 || marker > 0xD7)) {
                    return at;
                }
                at++;
            }
            at++;
        }
    }

    /// @return 1 for what says nothing of it
    private static int orientation(ByteBuffer tiff) {
        try {
            tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(4);
            int entries = Short.toUnsignedInt(tiff.getShort(directory));
            for (int i = 0; i < entries; i++) {
                int entry = directory + 2 + 12 * i;
                if (tiff.getShort(entry) == 0x0112) {
                    int value = tiff.getShort(entry + 8);
                    return value >= 1 && value <= 8 ? value : 1;
                }
            }
        } catch (IndexOutOfBoundsException e) {
            // Then it says nothing.
        }
        return 1;
    }

    /// EXIF that says how the camera was held, and nothing else.
    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(36)
                .putShort((short) 0xFFE1)
                .putShort((short) 34)
                .put("Exif\0\0MM\0*".getBytes(ISO_8859_1))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    private static int u8(ByteBuffer file, int at) {
        return Byte.toUnsignedInt(file.get(at));
    }

    private static int u16(ByteBuffer file, int at) {
        return Short.toUnsignedInt(file.getShort(at));
    }
}
