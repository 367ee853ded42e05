package chat.sentinel.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

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
    private static final String READINESS = "/actuator/health/readiness";

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
                        "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(ServiceJar.jvm(module));
        command.add(ServiceJar.AOT_BEANS);
        String more = settings.get("JAVA_OPTIONS");
        if (more != null) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.addAll(List.of("@" + jar().options(name), "-jar", jar().copy().toString()));
        return new ProcessSpec(
                command,
                environment(port, managementPort),
                stack.data(module),
                () -> ready(managementPort, READINESS),
                Duration.ofMinutes(2));
    }

    @Override
    public void beforeStart() {
        jar().writeOptions(name);
    }

    /// Whether its next start will be as fast as training makes it; see [ServiceJar].
    boolean isTrained() {
        return jar().isTrained();
    }

    /// Makes the next starts faster, once it serves, unless it is not wanted any more.
    void train(BooleanSupplier wanted) throws InterruptedException {
        try {
            ready(managementPort, READINESS);
        } catch (IOException e) {
            // It would only be slower for it: the next `up` comes back to this.
            return;
        }
        jar().train(heap, environment(0, 0), wanted);
    }

    private Map<String, String> environment(int ownPort, int ownManagementPort) {
        var environment = new TreeMap<>(settings);
        environment.remove("JAVA_OPTIONS");
        environment.put("SERVER_PORT", String.valueOf(ownPort));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(ownManagementPort));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        return environment;
    }

    private ServiceJar jar() {
        return new ServiceJar(stack, module);
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
                        jar().copy().toString()));
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
