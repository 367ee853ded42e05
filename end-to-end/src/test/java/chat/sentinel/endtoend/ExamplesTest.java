package chat.sentinel.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.TestUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/examples.md` does what it says, against the running system.
class ExamplesTest {
    private static final Path DOCS =
            Path.of(System.getProperty("sentinel.root", ".")).resolve("docs").toAbsolutePath();

    /// A block for bash and, where it prints something, what that is.
    private static final Pattern BLOCK =
            Pattern.compile("```bash\n(.*?)```\n(?:```text\n(.*?)```\n)?", Pattern.DOTALL);

    /// Between what two blocks print.
    private static final String END = "--- end of block ---\n";

    @Test
    void theBlocksForBashPrintWhatStandsUnderThem() throws Exception {
        List<MatchResult> blocks =
                BLOCK.matcher(Files.readString(DOCS.resolve("examples.md"))).results().toList();
        assertThat(blocks).hasSizeGreaterThan(8);
        String script =
                blocks.stream()
                        .map(block -> block.group(1) + "echo '" + END.strip() + "'\n")
                        .collect(Collectors.joining());
        ProcessBuilder bash =
                new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                        .redirectErrorStream(true);
        bash.environment().put("SENTINEL_URL", RunningSystem.gateway().toString());
        Path log = RunningSystem.folder().resolve("examples.log");
        Process process = bash.redirectOutput(log.toFile()).start();
        try {
            boolean ended = process.waitFor(90, TimeUnit.SECONDS);
            assertThat(ended && process.exitValue() == 0)
                    .as("the last block that was begun: %n%s", Files.readString(log))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        List<String> printed =
                Arrays.asList(Files.readString(log).split(Pattern.quote(END), -1))
                        .subList(0, blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            String shown = blocks.get(i).group(2);
            assertThat(printed.get(i))
                    .as("what this prints:%n%s", blocks.get(i).group(1))
                    .matches(shown == null ? "" : pattern(shown));
        }
    }

    /// `…` stands for anything in its line.
    private static String pattern(String shown) {
        return Arrays.stream(shown.split("…", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
    }

    @Test
    void theClientInOneFileHearsAndSends() throws Exception {
        RunningSystem.Registered ana = RunningSystem.register();
        try (TestUser ben = RunningSystem.user()) {
            String chat = ben.startsChatWith(ana.userId());
            ProcessBuilder java =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    DOCS.resolve("examples/Client.java").toString(),
                                    RunningSystem.gateway().toString(),
                                    ana.username(),
                                    ana.password(),
                                    chat)
                            .redirectErrorStream(true);
            java.environment().put("LC_ALL", "C.UTF-8");
            Process client = java.start();
            var said = new ConcurrentLinkedQueue<String>();
            Thread reading = Thread.ofPlatform().start(() -> readAll(client, said));
            try {
                try (var typed = new OutputStreamWriter(client.getOutputStream(), UTF_8)) {
                    typed.write("\"hello\" from one file, \\o/ ünïcødé\n");
                    typed.flush();
                    ben.awaitEvent(
                            event ->
                                    event.path("message")
                                            .path("content")
                                            .asString("")
                                            .equals("\"hello\" from one file, \\o/ ünïcødé"));
                    ben.sends(chat, "and an answer");
                    await().alias(said.toString())
                            .until(() -> said.stream().anyMatch(l -> l.contains("and an answer")));
                    typed.write("the last line\n");
                }
                assertThat(client.waitFor(20, TimeUnit.SECONDS)).as(said.toString()).isTrue();
                assertThat(client.exitValue()).as(said.toString()).isZero();
            } finally {
                client.destroyForcibly();
            }
            reading.join();
            List<String> contents = new ArrayList<>(ben.reads(chat));
            assertThat(contents).endsWith("and an answer", "the last line");
        }
    }

    private static void readAll(Process client, ConcurrentLinkedQueue<String> said) {
        try (BufferedReader lines = client.inputReader(UTF_8)) {
            lines.lines().forEach(said::add);
        } catch (IOException e) {
            said.add(e.toString());
        }
    }
}
