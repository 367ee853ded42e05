package chat.sentinel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// What a service is run from: a copy of its jar that no build changes under it, and beside it
/// an archive of its classes, with which it starts for half the CPU.
///
/// A start without an archive writes down what is loaded; [#archiveClasses] archives that.
record ServiceJar(StackContext stack, String module) {
    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xlog:cds*=error,aot*=error");

    private static final int COPIES_KEPT = 3;

    /// What C2 compiles in a start is not used afterwards, and takes the CPU of what is: it waits
    /// for more calls than is usual. For four times as many where each message is taken, stored
    /// and delivered, which is not fast without it; everywhere else for a hundred times.
    static List<String> jvm(String module) {
        int times = module.equals(Stack.MESSAGE_SERVICE) ? 4 : 100;
        var options = new ArrayList<>(JVM);
        options.add("-XX:Tier4InvocationThreshold=" + 5_000 * times);
        options.add("-XX:Tier4MinInvocationThreshold=" + 1_250 * times);
        options.add("-XX:Tier4CompileThreshold=" + 15_000 * times);
        options.add("-XX:Tier4BackEdgeThreshold=" + 50_000 * times);
        return options;
    }

    /// A copy that is named by its content: an executable jar of Boot unpacked, which starts
    /// faster than nested.
    Path copy() {
        Path jar = built();
        Path apps = stack.data("apps");
        try (var _ = FolderLock.of(apps.resolve(module + ".lock"))) {
            Path folder = apps.resolve(module + "-" + FileTree.sha256(jar));
            Path copy = folder.resolve(jar.getFileName());
            if (!Files.exists(copy)) {
                Path partial = apps.resolve(module + ".partial");
                FileTree.delete(partial);
                unpack(jar, partial);
                FileTree.delete(folder);
                Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
                deleteOldCopies(apps);
            }
            return copy;
        } catch (IOException e) {
            throw new StackException("Cannot copy " + jar, e);
        }
    }

    private Path built() {
        Path target = stack.root().resolve(module).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                var jar =
                        files.filter(f -> f.getFileName().toString().startsWith(module + "-"))
                                .filter(f -> f.getFileName().toString().endsWith(".jar"))
                                .filter(
                                        f ->
                                                !f.getFileName()
                                                        .toString()
                                                        .matches(
                                                                ".*-(sources|javadoc|tests)\\.jar"))
                                // Where there are a plain and an executable one.
                                .max(Comparator.comparing(f -> f.toString().endsWith("-exec.jar")));
                if (jar.isPresent()) {
                    return jar.get();
                }
            } catch (IOException e) {
                throw new StackException("Cannot read " + target, e);
            }
        }
        throw new StackException(
                "%s is not built: ./mvnw -pl %s -am package -DskipTests, or ./sentinel up"
                        .formatted(module, module));
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        boolean nested;
        try (var file = new JarFile(jar.toFile())) {
            nested = file.getEntry("BOOT-INF/") != null;
        }
        if (nested) {
            Artifacts.run(
                    List.of(
                            Jdks.java25().toString(),
                            "-Djarmode=tools",
                            "-jar",
                            jar.toString(),
                            "extract",
                            "--destination",
                            folder.toString()),
                    Path.of("/"),
                    Map.of());
        } else {
            Files.copy(jar, Files.createDirectories(folder).resolve(jar.getFileName()));
        }
    }

    /// Instances may still run from the copy before.
    private void deleteOldCopies(Path apps) throws IOException {
        try (Stream<Path> files = Files.list(apps)) {
            files.filter(Files::isDirectory)
                    .filter(f -> f.getFileName().toString().startsWith(module + "-"))
                    .sorted(Comparator.comparing(ServiceJar::changed).reversed())
                    .skip(COPIES_KEPT)
                    .forEach(FileTree::delete);
        }
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of JVM options of one process, which [#writeOptions] writes: what differs from
    /// start to start is no part of its command.
    Path options(String process) {
        return copy().resolveSibling(process + ".options");
    }

    /// To be called while the process does not run.
    void writeOptions(String process) {
        Path copy = copy();
        Path archive = archive(copy);
        String option =
                Files.exists(archive)
                        ? "-XX:SharedArchiveFile=" + archive
                        : "-XX:DumpLoadedClassList=" + classes(copy, process);
        FileTree.write(
                copy.resolveSibling(process + ".options"),
                "\"" + option.replace("\\", "\\\\") + "\"\n");
    }

    private static Path classes(Path copy, String process) {
        return copy.resolveSibling(process + ".classes");
    }

    /// No other JDK could read it.
    private static Path archive(Path copy) {
        return copy.resolveSibling("classes-" + Runtime.version() + ".jsa");
    }

    /// Archives what a process of this jar, which serves, has loaded so far, unless that was
    /// done; 10 to 20 s of CPU.
    void archiveClasses(String process) {
        Path copy = copy();
        Path archive = archive(copy);
        String lines = FileTree.readIfPresent(classes(copy, process));
        if (lines == null || Files.exists(archive)) {
            return;
        }
        Path partial = FileTree.partial(archive);
        Path whole = copy.resolveSibling("classes.list");
        // The process is still writing: up to its last whole line.
        FileTree.write(whole, lines.substring(0, lines.lastIndexOf('\n') + 1));
        var command = new ArrayList<String>(List.of(Jdks.java25().toString()));
        command.addAll(jvm(module));
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:dump",
                        "-XX:+AOTClassLinking",
                        "-XX:SharedClassListFile=" + whole,
                        "-XX:SharedArchiveFile=" + partial,
                        "-jar",
                        copy.toString()));
        Artifacts.run(command, Path.of("/"), Map.of());
        try {
            Files.move(partial, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StackException("Cannot keep " + archive, e);
        }
    }
}
