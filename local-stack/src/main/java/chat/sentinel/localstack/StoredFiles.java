package chat.sentinel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The files of a folder that a stack cannot make again: its stores' and its secrets.
///
/// @param home a stack's folder, or a backup of one
record StoredFiles(Path home) {
    /// All else is made again: copies of jars, logs, records of processes, what the gateway is
    /// told.
    private static final List<String> KEPT =
            Stream.concat(Stream.of("secrets"), Stack.STORES.stream()).toList();

    /// How much there is.
    record Size(long files, long bytes) {
        static final Size NONE = new Size(0, 0);

        Size plus(Size other) {
            return new Size(files + other.files, bytes + other.bytes);
        }

        String mebibytes() {
            return "%.1f MiB".formatted(bytes / 1048576.0);
        }
    }

    private List<Path> folders() {
        return KEPT.stream().map(home::resolve).toList();
    }

    Size size() {
        return folders().stream().map(StoredFiles::sizeOf).reduce(Size.NONE, Size::plus);
    }

    /// What a link leads to would not be copied, and nothing that is counted would be missing.
    void refuseLinks() {
        for (Path folder : folders()) {
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try (Stream<Path> paths = Files.walk(folder)) {
                Optional<Path> link = paths.filter(Files::isSymbolicLink).findAny();
                if (link.isPresent()) {
                    throw new StackException(
                            link.get()
                                    + " is a link, and what it leads to would not be in the backup;"
                                    + " put the data itself there");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// With owners, rights and extended attributes, in which S3Proxy keeps the types of files; on a
    /// file system that has none of those it fails.
    Size copyTo(Path to, Progress progress) {
        Size all = Size.NONE;
        for (String name : KEPT) {
            Path source = home.resolve(name);
            if (Files.isDirectory(source)) {
                Artifacts.run(
                        List.of(
                                "cp",
                                "-R",
                                "--no-dereference",
                                "--preserve=mode,ownership,timestamps,xattr",
                                "--reflink=auto",
                                "--",
                                source.toString(),
                                to.toString()),
                        Path.of("/"),
                        Map.of());
                Size copied = sizeOf(to.resolve(name));
                progress.say(name, copied.mebibytes());
                all = all.plus(copied);
            }
        }
        return all;
    }

    private static Size sizeOf(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Size.NONE;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            var sizes = new ArrayList<Size>();
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                sizes.add(new Size(1, Files.size(file)));
            }
            return sizes.stream().reduce(Size.NONE, Size::plus);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
