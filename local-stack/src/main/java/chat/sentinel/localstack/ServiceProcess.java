package chat.sentinel.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// One instance of one of Sentinel's services, run from its executable jar and configured
/// through the environment only.
///
/// @param module the Maven module whose jar is run
/// @param managementPort may be the same
/// @param heap the largest heap, as `-Xmx` takes it
record ServiceProcess(
        StackContext stack,
        String name,
        String module,
        Layer layer,
        int port,
        int managementPort,
        String heap,
        Map<String, String> settings)
        implements Part {
    private static final int COPIES_KEPT = 3;

    @Override
    public List<PortUse> ports() {
        PortUse requests = PortUse.ofBase(port, "requests");
        return managementPort == port
                ? List.of(requests)
                : List.of(requests, PortUse.ofBase(managementPort, "management"));
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        var command = new ArrayList<String>();
        command.addAll(
                List.of(
                        Jdks.java25().toString(),
                        "-Xms64m",
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+ExitOnOutOfMemoryError",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        String more = settings.get("JAVA_OPTIONS");
        if (more != null) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        Path jar = ownCopy(builtJar());
        // The classes as the last graceful stop left them: a later start takes half the time.
        command.addAll(
                List.of(
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + jar.resolveSibling(name + ".jsa"),
                        "-Xlog:cds*=error",
                        "-jar",
                        jar.toString()));
        var environment = new TreeMap<>(settings);
        environment.remove("JAVA_OPTIONS");
        environment.put("SERVER_PORT", String.valueOf(port));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        return new ProcessSpec(
                command,
                environment,
                stack.data(module),
                () -> ready(managementPort, "/actuator/health/readiness"),
                Duration.ofMinutes(2));
    }

    /// Runs the jar with these arguments instead of serving, on this terminal, to its end.
    ///
    /// @return the exit code
    int runOnce(List<String> arguments) {
        var command = new ArrayList<String>();
        command.addAll(
                List.of(
                        Jdks.java25().toString(),
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        ownCopy(builtJar()).toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().keySet().retainAll(ChildProcess.INHERITED);
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().putAll(settings);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new StackException("Cannot run " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted");
        }
    }

    private Path builtJar() {
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

    /// A running service must not have its jar rebuilt under it, so it runs from a copy that is
    /// named by its content: an executable jar of Boot unpacked, which starts faster than nested.
    private Path ownCopy(Path jar) {
        Path apps = stack.data("apps");
        try (var _ = FolderLock.of(apps.resolve(module + ".lock"))) {
            Path folder = apps.resolve(module + "-" + FileTree.sha256(jar));
            if (!Files.exists(folder)) {
                Path partial = apps.resolve(module + ".partial");
                FileTree.delete(partial);
                unpack(jar, partial);
                Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
                deleteOldCopies(apps);
            }
            return folder.resolve(jar.getFileName());
        } catch (IOException e) {
            throw new StackException("Cannot copy " + jar, e);
        }
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
                    .sorted(Comparator.comparing(ServiceProcess::changed).reversed())
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

    static void ready(int port, String path) throws IOException, InterruptedException {
        // A client per probe would leave a thread behind each time.
        HttpResponse<String> answer =
                Http.CLIENT.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode());
        }
    }

    private static final class Http {
        static final HttpClient CLIENT =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();
    }
}
