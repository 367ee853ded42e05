package chat.sentinel.media.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.media.SampleFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Images are taken apart and put together again, whatever they hold.
class ImagesTest {
    @TempDir Path folder;
    private final Images images =
            new Images(
                    new InspectProperties(
                            1, Duration.ZERO, Duration.ZERO, 10_000_000, 64, null, Duration.ZERO));

    static Stream<Arguments> withPlace() {
        return Stream.of(
                Arguments.of("image/jpeg", SampleFiles.jpegWithPlace(100, 60), 60, 100),
                Arguments.of("image/png", SampleFiles.pngWithPlace(100, 60), 100, 60),
                Arguments.of("image/gif", SampleFiles.gifWithPlace(100, 60), 100, 60),
                Arguments.of("image/webp", SampleFiles.webpWithPlace(), 1, 1));
    }

    @ParameterizedTest
    @MethodSource("withPlace")
    void nothingIsLeftOfWhereItWasMade(String type, byte[] image, int width, int height)
            throws Exception {
        assertThat(text(image)).contains(SampleFiles.SECRET);
        Images.Cleaned cleaned = clean(type, image);
        byte[] shown = Files.readAllBytes(folder.resolve("cleaned"));
        assertThat(text(shown)).doesNotContain(SampleFiles.SECRET);
        assertThat(cleaned.size()).isEqualTo(shown.length);
        assertThat(cleaned.width()).isEqualTo(width);
        assertThat(cleaned.height()).isEqualTo(height);
        // What is clean stays as it is.
        clean(type, shown);
        assertThat(Files.readAllBytes(folder.resolve("cleaned"))).isEqualTo(shown);
    }

    /// Neither too much memory nor anything but an answer.
    @ParameterizedTest
    @MethodSource("withPlace")
    void whatIsBrokenIsOnlyRefused(String type, byte[] image, int width, int height)
            throws Exception {
        Random random = new Random(width);
        for (int i = 0; i < 300; i++) {
            byte[] broken = image.clone();
            for (int j = 0; j <= i % 4; j++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            if (i % 3 == 0) {
                broken = Arrays.copyOf(broken, random.nextInt(broken.length));
            }
            try {
                clean(type, broken);
            } catch (RefusedException e) {
                assertThat(e.reason())
                        .isIn(Reason.UNREADABLE, Reason.TOO_MANY_PIXELS, Reason.POLYGLOT);
            }
        }
    }

    @Test
    void pixelsAreCountedBeforeAnyIsDecoded() {
        for (byte[] bomb :
                new byte[][] {
                    SampleFiles.pngThatSays(10_001, 1_000),
                    SampleFiles.pngThatSays(Integer.MAX_VALUE, Integer.MAX_VALUE),
                    SampleFiles.pngThatSays(100_000, 1)
                }) {
            assertThatThrownBy(() -> clean("image/png", bomb))
                    .extracting(e -> ((RefusedException) e).reason())
                    .isEqualTo(Reason.TOO_MANY_PIXELS);
        }
        byte[] gif = SampleFiles.gif(4, 4);
        gif[7] = (byte) 0xFF;
        gif[9] = (byte) 0xFF;
        assertThatThrownBy(() -> clean("image/gif", gif))
                .as("a small image on a large canvas")
                .extracting(e -> ((RefusedException) e).reason())
                .isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void aScanThatIsRepeatedWithoutEndIsRefused() {
        byte[] image = SampleFiles.jpeg(16, 16);
        byte[] scan = SampleFiles.segment(0xDA, new byte[] {1, 1, 0, 0, 63, 0});
        byte[][] parts = new byte[202][];
        Arrays.fill(parts, scan);
        parts[0] = Arrays.copyOf(image, image.length - 2);
        parts[201] = new byte[] {(byte) 0xFF, (byte) 0xD9};
        assertThatThrownBy(() -> clean("image/jpeg", SampleFiles.joined(parts)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aLargeImageGetsASmallThumbnailAndASmallOneIsNotMadeLarger() throws Exception {
        clean("image/jpeg", SampleFiles.jpeg(3000, 1000));
        assertThat(javax.imageio.ImageIO.read(folder.resolve("thumbnail").toFile()).getWidth())
                .isEqualTo(64);
        clean("image/png", SampleFiles.png(10, 20));
        assertThat(javax.imageio.ImageIO.read(folder.resolve("thumbnail").toFile()).getHeight())
                .isEqualTo(20);
    }

    @Test
    void whatIsAppendedToAnImageMustNotBeAnArchive() {
        byte[] image = SampleFiles.jpeg(16, 16);
        for (byte[] more :
                new byte[][] {
                    SampleFiles.zip(),
                    SampleFiles.elf(),
                    SampleFiles.executable(),
                    "....Rar!\u001a\u0007\u0001".getBytes(ISO_8859_1)
                }) {
            assertThatThrownBy(() -> clean("image/jpeg", SampleFiles.joined(image, more)))
                    .extracting(e -> ((RefusedException) e).reason())
                    .isEqualTo(Reason.POLYGLOT);
        }
    }

    private Images.Cleaned clean(String type, byte[] image) throws Exception {
        Path file = Files.write(folder.resolve("file"), image);
        Files.deleteIfExists(folder.resolve("cleaned"));
        Files.deleteIfExists(folder.resolve("thumbnail"));
        return images.clean(file, type, folder.resolve("cleaned"), folder.resolve("thumbnail"));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
