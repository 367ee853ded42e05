package chat.sentinel.message.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.gateway.NginxConfiguration;
import chat.sentinel.gateway.NginxProcess;
import chat.sentinel.gateway.Upstreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// RFC 6455 as the Autobahn suite examines it, through the gateway, on the socket server of
/// message-service with its own limits. The suite is Python; Jython runs it in a JVM of its own.
class AutobahnTest {
    /// All of RFC 6455 but 9, which measures speed with messages of up to 16 MB. 12 is about
    /// compression, which is RFC 7692.
    private static final List<String> CASES =
            List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*");

    private static final int HOW_MANY = 247;
    private static final Set<String> GOOD = Set.of("OK", "NON-STRICT", "INFORMATIONAL");

    @Test
    void everyCasePassesThroughTheGateway(@TempDir Path folder) throws Exception {
        try (ConfigurableApplicationContext server = EchoServer.start();
                NginxProcess gateway = gatewayOf(server).run()) {
            JsonNode results = run(folder, "ws://" + gateway.address() + "/chat");
            assertThat(bad(results)).as("cases that failed, and how").isEmpty();
            assertThat(results.size()).as("cases that ran").isEqualTo(HOW_MANY);
        }
    }

    private static NginxProcess gatewayOf(ConfigurableApplicationContext server)
            throws IOException {
        List<String> one =
                List.of(
                        "127.0.0.1:"
                                + server.getEnvironment().getRequiredProperty("local.server.port"));
        return new NginxProcess(
                new Upstreams(one, one, one, one, one, one, one), NginxConfiguration.LOCAL_PROFILE);
    }

    /// @return of each case `behavior`, `behaviorClose` and more
    private static JsonNode run(Path folder, String url) throws Exception {
        JsonMapper json = new JsonMapper();
        Path specification = folder.resolve("specification.json");
        json.writeValue(
                specification.toFile(),
                Map.of(
                        "outdir", folder.resolve("report").toString(),
                        "servers", List.of(Map.of("agent", "sentinel", "url", url)),
                        "cases", CASES,
                        "exclude-cases", List.of(),
                        "exclude-agent-cases", Map.of()));
        Path output = folder.resolve("output");
        Process suite =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx512m",
                                "-Dpython.cachedir.skip=true",
                                "-cp",
                                "target/autobahn/*",
                                "org.python.util.jython",
                                "-c",
                                "from autobahntestsuite import wstest; wstest.run()",
                                "--mode=fuzzingclient",
                                "--spec=" + specification)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(suite.waitFor(5, TimeUnit.MINUTES)).as("the suite ends").isTrue();
        } finally {
            suite.destroyForcibly();
        }
        Path report = folder.resolve("report/index.json");
        assertThat(report).as(() -> "what the suite said:\n" + text(output)).exists();
        return json.readTree(report.toFile()).path("sentinel");
    }

    private static Map<String, String> bad(JsonNode results) {
        Map<String, String> bad = new TreeMap<>();
        results.forEachEntry(
                (name, result) -> {
                    if (!GOOD.contains(result.path("behavior").asString())
                            || !GOOD.contains(result.path("behaviorClose").asString())) {
                        bad.put(name, result.toString());
                    }
                });
        return bad;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
