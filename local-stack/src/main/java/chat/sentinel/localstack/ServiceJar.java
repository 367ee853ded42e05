package chat.sentinel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// What a service is run from: a copy of its jar that no build changes under it, and beside it
/// an AOT cache ([JEP 483](https://openjdk.org/jeps/483)), its classes as they are after a start,
/// with which the next one takes half the CPU. [#train] makes it.
record ServiceJar(StackContext stack, String module) {
    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xlog:cds*=error,aot*=error");

    /// With the beans that the build wrote down, where the settings allow it (service-kit).
    static final String AOT_BEANS = "-Dspring.aot.enabled=true";

    private static final int COPIES_KEPT = 3;
    private static final Duration TRAINING = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(200);

    /// What C2 compiles in a start is not used afterwards, and takes the CPU of what is: it waits
    /// for more calls than is usual. For four times as many where each message is taken, stored
    /// and delivered, which is not fast without it; everywhere else for a hundred times.
    static List<String> jvm(String module) {
        int times = isHot(module) ? 4 : 100;
        var options = new ArrayList<>(JVM);
        options.add("-XX:Tier4InvocationThreshold=" + 5_000 * times);
        options.add("-XX:Tier4MinInvocationThreshold=" + 1_250 * times);
        options.add("-XX:Tier4CompileThreshold=" + 15_000 * times);
        options.add("-XX:Tier4BackEdgeThreshold=" + 50_000 * times);
        return options;
    }

    private static boolean isHot(String module) {
        return module.equals(Stack.MESSAGE_SERVICE);
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
        Path cache = cache(copy);
        FileTree.write(
                copy.resolveSibling(process + ".options"),
                Files.exists(cache)
                        ? "\"-XX:AOTCache=" + cache.toString().replace("\\", "\\\\") + "\"\n"
                        : "");
    }

    /// No other JDK could read it.
    private static Path cache(Path copy) {
        return copy.resolveSibling("classes-" + Runtime.version() + ".aot");
    }

    boolean isTrained() {
        // The stand-in is no application of Spring's: it would not end, and is small.
        return module.equals(Stack.FCM_STAND_IN) || Files.exists(cache(copy()));
    }

    /// Makes the cache from a start of its own that ends before it serves and before it takes
    /// anything from Kafka; 20 to 35 s of CPU. Ends without one once it is not wanted any more.
    ///
    /// @param settings of an instance that serves; its ports are not used
    void train(String heap, Map<String, String> settings, BooleanSupplier wanted)
            throws InterruptedException {
        Path copy = copy();
        Path cache = cache(copy);
        Path partial = FileTree.partial(cache);
        Path log = copy.resolveSibling("training.log");
        var command = new ArrayList<String>(List.of(Jdks.java25().toString(), "-Xmx" + heap));
        command.addAll(jvm(module));
        if (isHot(module)) {
            // By what a start calls often C2 would compile for good, 5 % dearer.
            command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining"));
        }
        command.addAll(
                List.of(
                        AOT_BEANS,
                        "-XX:AOTCacheOutput=" + partial,
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        copy.toString()));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(ChildProcess.INHERITED);
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().putAll(settings);
        try {
            Process training = builder.start();
            try {
                long deadline = System.nanoTime() + TRAINING.toNanos();
                while (!training.waitFor(LOOK) && System.nanoTime() < deadline) {
                    if (!wanted.getAsBoolean()) {
                        return;
                    }
                }
                if (training.isAlive() || training.exitValue() != 0 || !Files.exists(partial)) {
                    throw new StackException(
                            "%s starts as usual, without an AOT cache: see %s"
                                    .formatted(module, log));
                }
            } finally {
                // At its end it is another JVM that writes the cache.
                training.descendants().forEach(ProcessHandle::destroyForcibly);
                training.destroyForcibly().waitFor();
            }
            Files.move(partial, cache, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StackException("Cannot make " + cache, e);
        }
    }
}
