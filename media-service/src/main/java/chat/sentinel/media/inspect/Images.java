package chat.sentinel.media.inspect;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.util.exif.ExifFilterUtils;
import net.coobird.thumbnailator.util.exif.Orientation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Takes out of an image what says too much, counts its pixels before any is decoded, and makes
/// the thumbnail.
@Component
class Images {
    private static final Logger log = LoggerFactory.getLogger(Images.class);
    private static final Map<String, ImageParts.Format> FORMATS =
            Map.of(
                    "image/jpeg", Jpeg::take,
                    "image/png", Png::take,
                    "image/gif", Gif::take,
                    "image/webp", Webp::take);
    private static final double QUALITY = 0.8;

    /// A decoder holds a row or two.
    private static final int LONGEST_SIDE = 65_535;

    private final InspectProperties properties;

    /// One image is decoded at a time: that is what takes memory.
    private final ReentrantLock decoding = new ReentrantLock();

    Images(InspectProperties properties) {
        this.properties = properties;
    }

    /// @param thumbnailType null: there is no thumbnail
    record Cleaned(long size, int width, int height, @Nullable String thumbnailType) {}

    /// @param cleaned is written
    /// @param thumbnail is written, where one can be made
    /// @throws RefusedException UNREADABLE, TOO_MANY_PIXELS, POLYGLOT
    Cleaned clean(Path file, String type, Path cleaned, Path thumbnail)
            throws IOException, RefusedException {
        ImageParts parts;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            parts = take(bytes, type);
            ForeignParts.refuseAfter(bytes, parts.end());
            parts.kept().write(channel, cleaned);
        }
        if (parts.width() > 0) {
            count(parts.width(), parts.height());
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type);
        return readers.hasNext()
                ? decoded(parts, cleaned, readers.next(), thumbnail)
                : new Cleaned(parts.kept().size(), parts.width(), parts.height(), null);
    }

    private static ImageParts take(ByteBuffer bytes, String type) throws RefusedException {
        ImageParts.Format format = FORMATS.get(type);
        if (format == null) {
            throw new RefusedException(Reason.TYPE_REFUSED);
        }
        try {
            return format.take(bytes);
        } catch (IndexOutOfBoundsException e) {
            throw ImageParts.unreadable();
        }
    }

    private Cleaned decoded(ImageParts parts, Path cleaned, ImageReader reader, Path thumbnail)
            throws RefusedException {
        try (ImageInputStream in = new FileImageInputStream(cleaned.toFile())) {
            reader.setInput(in, false, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            count(width, height);
            String made = thumbnail(reader, parts.orientation(), thumbnail);
            boolean turned = parts.orientation() > 4;
            return new Cleaned(
                    parts.kept().size(), turned ? height : width, turned ? width : height, made);
        } catch (IOException | RuntimeException e) {
            // Readers throw what they like at what they cannot read.
            throw ImageParts.unreadable();
        } finally {
            reader.dispose();
        }
    }

    private void count(long width, long height) throws RefusedException {
        if (width < 1
                || height < 1
                || Math.max(width, height) > LONGEST_SIDE
                || width * height > properties.mostPixels()) {
            throw new RefusedException(Reason.TOO_MANY_PIXELS);
        }
    }

    /// An image that has dimensions and yet cannot be decoded here is shown without a thumbnail.
    private @Nullable String thumbnail(ImageReader reader, int orientation, Path to) {
        decoding.lock();
        try {
            BufferedImage image = few(reader);
            boolean clear = image.getColorModel().hasAlpha();
            var scaled = Thumbnails.of(image);
            scaled =
                    Math.max(image.getWidth(), image.getHeight()) > properties.thumbnail()
                            ? scaled.size(properties.thumbnail(), properties.thumbnail())
                            : scaled.scale(1);
            if (orientation > 1) {
                scaled.addFilter(
                        ExifFilterUtils.getFilterForOrientation(Orientation.typeOf(orientation)));
            }
            try (OutputStream out = Files.newOutputStream(to)) {
                scaled.imageType(clear ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB)
                        .outputFormat(clear ? "png" : "jpg")
                        .outputQuality(QUALITY)
                        .toOutputStream(out);
            }
            return clear ? "image/png" : "image/jpeg";
        } catch (IOException | RuntimeException e) {
            log.info("No thumbnail: {}", e.toString());
            return null;
        } finally {
            decoding.unlock();
        }
    }

    /// Not all pixels of a large image: twice as many on each side as the thumbnail has, or so.
    private BufferedImage few(ImageReader reader) throws IOException {
        int longer = Math.max(reader.getWidth(0), reader.getHeight(0));
        int step = Math.max(1, longer / (2 * properties.thumbnail()));
        ImageReadParam param = reader.getDefaultReadParam();
        param.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, param);
    }
}
