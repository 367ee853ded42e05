package chat.sentinel.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One instance of one of Sentinel's services, run from its executable jar and configured
/// through the environment only.
///
/// @param module the Maven module whose jar is run
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

    @Override
    public List<PortUse> ports() {
        return List.of(
                PortUse.ofBase(port, "requests"), PortUse.ofBase(managementPort, "management"));
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
        command.addAll(List.of("-jar", ownCopy(builtJar()).toString()));
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
                                .findFirst();
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
    /// named by its content.
    private Path ownCopy(Path jar) {
        Path folder = stack.data("apps");
        try (var _ = FolderLock.of(folder.resolve(module + ".lock"))) {
            Path copy =
                    folder.resolve(
                            module + "-" + FileTree.sha256(Files.readAllBytes(jar)) + ".jar");
            if (!Files.exists(copy)) {
                Path partial = folder.resolve(module + ".partial");
                Files.copy(jar, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
            }
            return copy;
        } catch (IOException e) {
            throw new StackException("Cannot copy " + jar, e);
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
