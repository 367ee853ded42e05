package chat.sentinel.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Where traces are kept while somebody observes, in memory: the newest ones.
record ZipkinServer(StackContext stack) implements Part {
    static final String NAME = "zipkin";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Layer layer() {
        return Layer.ACCOUNTS;
    }

    @Override
    public List<PortUse> ports() {
        return List.of(PortUse.ofBase(stack.ports().zipkin(), "Zipkin"));
    }

    static String url(Ports ports) {
        return "http://127.0.0.1:" + ports.zipkin();
    }

    /// What a service is told that sends its traces here, all of them.
    static Map<String, String> settings(Ports ports) {
        return Map.of(
                "MANAGEMENT_TRACING_EXPORT_ZIPKIN_ENABLED",
                "true",
                "MANAGEMENT_TRACING_EXPORT_ZIPKIN_ENDPOINT",
                url(ports) + "/api/v2/spans",
                "MANAGEMENT_TRACING_SAMPLING_PROBABILITY",
                "1.0");
    }

    @Override
    public ProcessSpec prepare(Progress progress) {
        Path jar = jar(stack.artifacts().jars(NAME, progress));
        return new ProcessSpec(
                List.of(
                        Jdks.java25().toString(),
                        "-Xms32m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        jar.toString(),
                        "--armeria.ports[0].ip=127.0.0.1",
                        "--armeria.ports[0].port=" + stack.ports().zipkin(),
                        "--armeria.ports[0].protocols[0]=http",
                        "--zipkin.storage.mem.max-spans=50000"),
                Map.of(),
                stack.data(NAME),
                () -> ServiceProcess.ready(stack.ports().zipkin(), "/health"),
                Duration.ofMinutes(2));
    }

    private static Path jar(Path jars) {
        try (Stream<Path> files = Files.list(jars)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new StackException("No Zipkin in " + jars));
        } catch (IOException e) {
            throw new StackException("Cannot read " + jars, e);
        }
    }
}
