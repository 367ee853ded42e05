package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.localstack.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `./sentinel`, as people type it, with the running system.
final class Script {
    private static final Path ROOT =
            Path.of(System.getProperty("sentinel.root", ".")).toAbsolutePath();

    private Script() {}

    /// @return what it said; it ended with this exit code
    static String sentinel(int exitCode, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ROOT.resolve("sentinel").toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "SENTINEL_HOME",
                                RunningSystem.folder().toString(),
                                "SENTINEL_GATEWAY_PORT",
                                String.valueOf(RunningSystem.gateway().getPort()),
                                "SENTINEL_PORT_BASE",
                                String.valueOf(Ports.testBase() + 2_000)));
        Process process = builder.start();
        String said = read(process);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }

    private static String read(Process process) throws IOException {
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
