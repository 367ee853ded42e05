package chat.sentinel.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/// Files of many kinds.
public final class SampleFiles {
    /// What must never be shown to anybody.
    public static final String SECRET = "52.5200N 13.4050E";

    private SampleFiles() {}

    public static byte[] jpeg(int width, int height) {
        return image("jpg", width, height);
    }

    /// As a phone writes it: turned by a quarter, with GPS in EXIF, and the place in XMP, IPTC and
    /// a comment as well.
    public static byte[] jpegWithPlace(int width, int height) {
        byte[] plain = jpeg(width, height);
        byte[] exif =
                ByteBuffer.allocate(6 + 8 + 2 + 2 * 12 + 4 + 2 + 12 + 4 + SECRET.length())
                        .put("Exif\0\0".getBytes(ISO_8859_1))
                        .put("II*\0".getBytes(ISO_8859_1))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(8)
                        .putShort((short) 2)
                        .putShort((short) 0x0112) // orientation
                        .putShort((short) 3)
                        .putInt(1)
                        .putInt(6)
                        .putShort((short) 0x8825) // where the directory of GPS is
                        .putShort((short) 4)
                        .putInt(1)
                        .putInt(8 + 2 + 2 * 12 + 4)
                        .putInt(0)
                        .putShort((short) 1)
                        .putShort((short) 0x001D)
                        .putShort((short) 2)
                        .putInt(SECRET.length())
                        .putInt(8 + 2 + 2 * 12 + 4 + 2 + 12 + 4)
                        .putInt(0)
                        .put(SECRET.getBytes(ISO_8859_1))
                        .array();
        byte[] xmp =
                ("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + "</x:xmpmeta>")
                        .getBytes(UTF_8);
        byte[] iptc = ("Photoshop 3.0\0" + SECRET).getBytes(ISO_8859_1);
        return joined(
                Arrays.copyOf(plain, 2),
                segment(0xE1, exif),
                segment(0xE1, xmp),
                segment(0xED, iptc),
                segment(0xFE, SECRET.getBytes(ISO_8859_1)),
                Arrays.copyOfRange(plain, 2, plain.length));
    }

    public static byte[] segment(int marker, byte[] data) {
        return ByteBuffer.allocate(4 + data.length)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (2 + data.length))
                .put(data)
                .array();
    }

    public static byte[] png(int width, int height) {
        return image("png", width, height);
    }

    public static byte[] pngWithPlace(int width, int height) {
        byte[] plain = png(width, height);
        return joined(
                Arrays.copyOf(plain, 33),
                chunk("tEXt", ("Comment\0" + SECRET).getBytes(ISO_8859_1)),
                chunk("eXIf", SECRET.getBytes(ISO_8859_1)),
                Arrays.copyOfRange(plain, 33, plain.length));
    }

    /// A few bytes that ask for as many pixels as they like.
    public static byte[] pngThatSays(int width, int height) {
        return joined(
                HexFormat.of().parseHex("89504e470d0a1a0a"),
                chunk(
                        "IHDR",
                        ByteBuffer.allocate(13)
                                .putInt(width)
                                .putInt(height)
                                .put(new byte[] {8, 6, 0, 0, 0})
                                .array()),
                chunk("IDAT", HexFormat.of().parseHex("789c6360000000020001")),
                chunk("IEND", new byte[0]));
    }

    public static byte[] chunk(String name, byte[] data) {
        byte[] named = joined(name.getBytes(ISO_8859_1), data);
        CRC32 crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(8 + named.length)
                .putInt(data.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }

    public static byte[] gif(int width, int height) {
        return image("gif", width, height);
    }

    public static byte[] gifWithPlace(int width, int height) {
        byte[] plain = gif(width, height);
        int end = plain.length - 1;
        byte[] comment = SECRET.getBytes(ISO_8859_1);
        return joined(
                Arrays.copyOf(plain, end),
                new byte[] {0x21, (byte) 0xFE, (byte) comment.length},
                comment,
                new byte[] {0, 0x3B});
    }

    /// One pixel, lossless.
    public static byte[] webpWithPlace() {
        byte[] pixels = HexFormat.of().parseHex("5650384c0d0000002f00000010071011118888fe0700");
        byte[] extended =
                HexFormat.of().parseHex("56503858" + "0a000000" + "0c000000" + "000000" + "000000");
        byte[] place = SECRET.getBytes(ISO_8859_1);
        byte[] padded = Arrays.copyOf(place, place.length + (place.length & 1));
        byte[] exif =
                joined(
                        "EXIF".getBytes(ISO_8859_1),
                        ByteBuffer.allocate(4)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(place.length)
                                .array(),
                        padded);
        byte[] all = joined("WEBP".getBytes(ISO_8859_1), extended, pixels, exif);
        return joined(
                "RIFF".getBytes(ISO_8859_1),
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(all.length).array(),
                all);
    }

    public static byte[] pdf() {
        return "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
                .getBytes(ISO_8859_1);
    }

    /// Of this many bytes; nothing in it can be seen.
    public static byte[] mp4(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        ByteBuffer.wrap(bytes)
                .putInt(24)
                .put("ftypisom".getBytes(ISO_8859_1))
                .putInt(512)
                .put("isommp42".getBytes(ISO_8859_1))
                .putInt(size - 24)
                .put("mdat".getBytes(ISO_8859_1));
        return bytes;
    }

    public static byte[] executable() {
        byte[] bytes = new byte[512];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("MZ".getBytes(ISO_8859_1))
                .putInt(60, 128)
                .putInt(128, 0x4550);
        return bytes;
    }

    public static byte[] elf() {
        return Arrays.copyOf(HexFormat.of().parseHex("7f454c4602010100"), 256);
    }

    public static byte[] zip() {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("run.sh"));
            zip.write("rm -rf /".getBytes(UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] image(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width / 2, height);
        graphics.dispose();
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
