package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Set;

/// GIF: images, how long each is shown and how often all are; comments, texts and what other
/// applications add go.
final class Gif {
    private static final int IMAGE = 0x2C;
    private static final int EXTENSION = 0x21;
    private static final int TRAILER = 0x3B;
    private static final int CONTROL = 0xF9;
    private static final int APPLICATION = 0xFF;
    private static final Set<String> LOOPS = Set.of("NETSCAPE2.0", "ANIMEXTS1.0");

    private Gif() {}

    static ImageParts take(ByteBuffer file) throws RefusedException {
        int at = 13 + colours(file.get(10));
        Kept kept = new Kept();
        kept.range(0, at);
        while (true) {
            int next;
            boolean keep = true;
            switch (u8(file, at)) {
                case IMAGE -> next = endOfBlocks(file, at + 11 + colours(file.get(at + 9)));
                case EXTENSION -> {
                    next = endOfBlocks(file, at + 2);
                    int label = u8(file, at + 1);
                    keep = label == CONTROL || (label == APPLICATION && loops(file, at + 2));
                }
                case TRAILER -> {
                    kept.range(at, at + 1);
                    return new ImageParts(kept, at + 1, 1, side(file, 6), side(file, 8));
                }
                default -> throw ImageParts.unreadable();
            }
            if (keep) {
                kept.range(at, next);
            }
            at = next;
        }
    }

    /// The size of the table of colours that these flags announce.
    private static int colours(byte flags) {
        return flags < 0 ? 3 << ((flags & 7) + 1) : 0;
    }

    private static int endOfBlocks(ByteBuffer file, int from) {
        int at = from;
        while (u8(file, at) != 0) {
            at += 1 + u8(file, at);
        }
        return at + 1;
    }

    private static boolean loops(ByteBuffer file, int block) {
        byte[] name = new byte[11];
        file.get(block + 1, name);
        return u8(file, block) == 11 && LOOPS.contains(new String(name, ISO_8859_1));
    }

    /// Of the canvas, on which the images are.
    private static int side(ByteBuffer file, int at) {
        return u8(file, at) | u8(file, at + 1) << 8;
    }

    private static int u8(ByteBuffer file, int at) {
        return Byte.toUnsignedInt(file.get(at));
    }
}
