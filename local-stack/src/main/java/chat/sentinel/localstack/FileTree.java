package chat.sentinel.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The few file operations that the stack needs, all of which survive a kill in the middle: a
/// file is either the old one or the new one.
final class FileTree {
    private FileTree() {}

    static String sha256(String text) {
        MessageDigest sha256 = sha256();
        sha256.update(text.getBytes(UTF_8));
        return HexFormat.of().formatHex(sha256.digest(), 0, 8);
    }

    /// Of what the file holds, without holding all of it.
    static String sha256(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        try (var bytes = new DigestInputStream(Files.newInputStream(file), sha256)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static @Nullable String readIfPresent(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the file unless it already holds that text.
    static void write(Path file, String text) {
        write(file, text, "rw-r--r--");
    }

    static void writeSecret(Path file, String text) {
        write(file, text, "rw-------");
    }

    private static void write(Path file, String text, String permissions) {
        if (text.equals(readIfPresent(file))) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial =
                    file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions)));
            Files.writeString(partial, text);
            Files.move(
                    partial,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path directory(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A new name beside the target, for work that is moved there once it is whole. A tool that
    /// a killed launcher has left running may still write under an older such name; it disturbs
    /// nobody there, and what it wrote goes when it can.
    static Path partial(Path target) {
        String start = target.getFileName() + ".partial-";
        Path folder = target.resolveSibling("").normalize();
        try (var siblings = Files.newDirectoryStream(directory(folder), start + "*")) {
            for (Path old : siblings) {
                try {
                    deleteOnce(old);
                } catch (IOException | UncheckedIOException e) {
                    // Still being written; the next time.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder.resolve(start + UUID.randomUUID());
    }

    /// Removes the tree, also while a dying process still writes into it.
    static void delete(Path tree) {
        for (int attempt = 1; Files.exists(tree); attempt++) {
            try {
                deleteOnce(tree);
            } catch (IOException | UncheckedIOException e) {
                if (attempt == 50) {
                    throw new StackException("Cannot remove " + tree + ": " + e.getMessage(), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    private static void deleteOnce(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
