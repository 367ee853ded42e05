package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The web client's own tests against the running system: its library in Node.js, its page in
/// Chromium. What they say is in `.sentinel/end-to-end/web-client-*.log`.
class WebClientTest {
    private static final Path MODULE = RunningSystem.folder().resolve("../../web-client");

    @Test
    void theLibraryKeepsWhatItPromises() throws Exception {
        run("test:system");
    }

    @Test
    void thePageDoesWhatPeopleDo() throws Exception {
        run("e2e");
    }

    private static void run(String script) throws IOException, InterruptedException {
        ProcessBuilder npm =
                new ProcessBuilder(List.of("npm", "run", script))
                        .directory(MODULE.normalize().toFile())
                        .redirectErrorStream(true);
        npm.environment().put("SENTINEL_URL", RunningSystem.gateway().toString());
        npm.environment().put("CI", "true");
        Path log =
                RunningSystem.folder().resolve("web-client-" + script.replace(':', '-') + ".log");
        Process process = npm.redirectOutput(log.toFile()).start();
        try {
            boolean ended = process.waitFor(6, TimeUnit.MINUTES);
            assertThat(ended && process.exitValue() == 0)
                    .as("npm run %s:%n%s", script, Files.readString(log))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
