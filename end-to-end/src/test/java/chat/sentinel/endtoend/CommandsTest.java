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
import org.junit.jupiter.api.Test;

/// What `./sentinel` offers to people who have a system up, as they type it.
class CommandsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("sentinel.root", ".")).toAbsolutePath();

    @Test
    void theDemoIsHeardAndReadBackWhole() throws Exception {
        String said = sentinel(0, "demo", "--pace", "0");
        assertThat(said)
                .contains("240 of 240 lines were heard")
                .contains("Everything that was said is in the history, once and in order.");
    }

    @Test
    void aShortLoadLosesRepeatsAndReordersNothing() throws Exception {
        String said =
                sentinel(
                        0,
                        "bench",
                        "--connections",
                        "50",
                        "--rate",
                        "50",
                        "--seconds",
                        "5",
                        "--warm-up",
                        "2");
        assertThat(said)
                .contains("50 connections in pairs")
                .contains("not accepted 0, only in the history 0, lost 0, repeated 0");
    }

    @Test
    void anUnknownOptionIsToldAndHelpsOn() throws Exception {
        assertThat(sentinel(2, "bench", "--conections", "50"))
                .contains("unknown option --conections")
                .contains("--connections N");
        assertThat(sentinel(2, "demo", "--pace", "fast")).contains("--pace MS");
    }

    private static String sentinel(int exitCode, String... words) throws Exception {
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
