package chat.sentinel.localstack;

import chat.sentinel.localstack.StoredFiles.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;

/// `./sentinel backup FOLDER` and `./sentinel restore FOLDER`: all that a stack holds, copied while
/// nothing of it runs. So the stores agree in the copy as they did when they stopped, and nothing
/// that was acknowledged is between two of them.
///
/// A folder of that name is a whole backup: it is made under another name, and says what it
/// holds, which is counted again before any of it is used.
final class Backup {
    private static final String CONTENTS = "sentinel-backup.properties";

    /// What changes when a backup of today cannot be read by the code of tomorrow.
    private static final String FORMAT = "1";

    private final Stack stack;
    private final Progress progress;
    private final Clock clock;

    Backup(Stack stack, Progress progress, Clock clock) {
        this.stack = stack;
        this.progress = progress;
        this.clock = clock;
    }

    /// @param target must not be there
    void make(Path target) {
        Path home = stack.folder();
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new StackException(target + " is there already; name a folder that is not");
        }
        if (real(target).startsWith(real(home))) {
            throw new StackException(
                    target + " lies in " + home + ", which down --erase removes; name another");
        }
        if (!Files.isDirectory(home.resolve(PostgresServer.NAME).resolve("data"))
                || !Files.isDirectory(home.resolve("secrets"))) {
            throw new StackException(
                    "Nothing was ever stored in "
                            + home
                            + ", or its secrets are gone (SENTINEL_HOME, --home)");
        }
        // Whoever says `up` now waits until the copy is made.
        Deque<FolderLock> locks = new ArrayDeque<>();
        try {
            for (String store : Stack.STORES) {
                locks.push(new ChildProcess(store, home).lock());
            }
            refuseWhileRunning();
            copyAndCount(home, target);
        } finally {
            locks.forEach(FolderLock::close);
        }
    }

    /// Without the links on its way, whether it is there or not.
    private static Path real(Path path) {
        Path there = path.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return there.toRealPath()
                    .resolve(there.relativize(path.toAbsolutePath().normalize()))
                    .normalize();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuseWhileRunning() {
        List<String> running =
                stack.status().stream()
                        .filter(status -> status.pid() != 0)
                        .map(Stack.Status::name)
                        .toList();
        if (!running.isEmpty()) {
            throw new StackException(
                    "A copy of stores that run is no backup. First ./sentinel down; still there: "
                            + String.join(", ", running));
        }
    }

    private void copyAndCount(Path home, Path target) {
        StoredFiles source = new StoredFiles(home);
        source.refuseLinks();
        Path partial = FileTree.partial(target);
        try {
            makeForOwner(partial);
            Size all = source.copyTo(partial, progress);
            Size there = source.size();
            if (!all.equals(there)) {
                throw new StackException(
                        "%s changed while it was copied: %s, and %s in the copy"
                                .formatted(home, there, all));
            }
            FileTree.write(partial.resolve(CONTENTS), contents(all));
            run(List.of("sync", "-f", partial.toString()));
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            run(List.of("sync", "-f", target.toString()));
            progress.say("backup", "%s in %s".formatted(all.mebibytes(), target));
        } catch (IOException e) {
            throw new StackException("Cannot make " + target + ": " + e.getMessage(), e);
        } finally {
            FileTree.delete(partial);
        }
    }

    /// What people wrote is in it, and the keys to it.
    private static void makeForOwner(Path folder) throws IOException {
        var ownersOnly = PosixFilePermissions.fromString("rwx------");
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(ownersOnly));
    }

    private String contents(Size all) {
        return """
        # Made by ./sentinel backup; ./sentinel restore reads it. It holds keys: keep it as safe as them.
        format=%s
        made=%s
        files=%d
        bytes=%d
        """
                .formatted(
                        FORMAT,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        all.files(),
                        all.bytes());
    }

    /// @param source what [#make] made; the stack's own folder must not be there, or be empty
    void restore(Path source) {
        Path home = stack.folder();
        Properties contents = read(source);
        StoredFiles kept = new StoredFiles(source);
        Size found = kept.size();
        Size told = new Size(number(contents, "files"), number(contents, "bytes"));
        if (!found.equals(told)) {
            throw new StackException(
                    "%s is damaged: it says that it holds %d files of %d bytes, and has %d of %d"
                            .formatted(
                                    source,
                                    told.files(),
                                    told.bytes(),
                                    found.files(),
                                    found.bytes()));
        }
        if (Files.isSymbolicLink(home)) {
            throw new StackException(
                    home + " is a link; SENTINEL_HOME or --home names the folder itself");
        }
        if (!isFree(home)) {
            throw new StackException(
                    home
                            + " has data already. ./sentinel down --erase removes it; SENTINEL_HOME"
                            + " or --home names another folder");
        }
        makeRoom(home);
        // Not the name that another one may use at this moment.
        Path partial = home.resolveSibling(home.getFileName() + ".restore-" + UUID.randomUUID());
        try {
            FileTree.directory(partial);
            if (!kept.copyTo(partial, progress).equals(told)) {
                throw new StackException(source + " changed while it was copied");
            }
            run(List.of("sync", "-f", partial.toString()));
            // Takes the place of an empty folder at most.
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
            progress.say("restore", "as of " + contents.getProperty("made") + ", in " + home);
        } catch (IOException e) {
            throw new StackException("Cannot make " + home + ": " + e.getMessage(), e);
        } finally {
            FileTree.delete(partial);
        }
    }

    /// Before minutes of copying, not after.
    private static void makeRoom(Path home) {
        try {
            Files.deleteIfExists(home);
        } catch (IOException e) {
            throw new StackException(
                    home
                            + " cannot be replaced. Is it a mount point? Then name a folder in it"
                            + " (SENTINEL_HOME, --home)",
                    e);
        }
    }

    private static Properties read(Path source) {
        Path file = source.resolve(CONTENTS);
        Properties contents = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            contents.load(reader);
        } catch (NoSuchFileException e) {
            throw new StackException(source + " is no backup: there is no " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String format = contents.getProperty("format", "none");
        if (!format.equals(FORMAT)) {
            throw new StackException(
                    "%s is of format %s, and this version reads %s"
                            .formatted(file, format, FORMAT));
        }
        return contents;
    }

    private static long number(Properties contents, String name) {
        try {
            return Long.parseLong(contents.getProperty(name, ""));
        } catch (NumberFormatException e) {
            throw new StackException(CONTENTS + " has no number in " + name, e);
        }
    }

    private static boolean isFree(Path home) {
        if (!Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (Stream<Path> files = Files.list(home)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command) {
        Artifacts.run(command, Path.of("/"), Map.of());
    }
}
