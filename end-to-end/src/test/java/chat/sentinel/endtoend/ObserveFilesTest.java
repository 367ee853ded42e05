package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.localstack.Ports;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The files of `observe/` ask for nothing that the services do not say, and each alert sends its
/// reader to a section that is there.
class ObserveFilesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("sentinel.root", ".")).toAbsolutePath();
    private static final Path OBSERVE = ROOT.resolve("observe");

    /// What is named by a query. `up` is Prometheus' own.
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:sentinel|kafka|jvm|process|http)_[a-z0-9_]+");

    private static final Pattern EXPRESSION =
            Pattern.compile("(?m)^\\s*(?:expr: |\"expr\": \")(.*)$");

    @Test
    void everyMetricThatIsAskedForIsExposed() throws Exception {
        theServicesHaveDoneSomeOfEverything();
        Set<String> asked = new TreeSet<>(named(OBSERVE.resolve("alerts.yml")));
        try (Stream<Path> dashboards = Files.list(OBSERVE.resolve("grafana/dashboards"))) {
            for (Path dashboard : dashboards.toList()) {
                asked.addAll(named(dashboard));
            }
        }
        assertThat(asked).contains("sentinel_promise_kept", "http_server_requests_seconds_count");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(exposed()).containsAll(asked));
    }

    @Test
    void everyPromiseHasARuleAndEachRuleAPlaceInTheBook() throws Exception {
        String rules = Files.readString(OBSERVE.resolve("alerts.yml"));
        Set<String> judged = found(rules, "promise=\"(\\w+)\"");
        assertThat(judged).isEqualTo(promises());
        Set<String> anchors = new HashSet<>();
        Matcher heading =
                Pattern.compile("(?m)^#+ (.*)$")
                        .matcher(Files.readString(ROOT.resolve("docs/operations.md")));
        while (heading.find()) {
            anchors.add(heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'));
        }
        assertThat(anchors).containsAll(found(rules, "runbook: docs/operations.md#(\\S+)"));
    }

    /// Debian's package prometheus has promtool; `./sentinel test` installs it.
    @Test
    void prometheusUnderstandsTheRulesAndTheyRing() throws Exception {
        promtool("check", "rules", "alerts.yml");
        promtool("check", "config", "prometheus.yml");
        promtool("test", "rules", "alerts-test.yml");
    }

    private static void promtool(String... words) throws Exception {
        Process process;
        try {
            process =
                    new ProcessBuilder(
                                    Stream.concat(Stream.of("promtool"), Stream.of(words)).toList())
                            .directory(OBSERVE.toFile())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "promtool is missing, so the alert rules are not checked: apt-get install"
                            + " prometheus",
                    e);
        }
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    /// Some counters are there only from the first on.
    private static void theServicesHaveDoneSomeOfEverything() {
        RunningSystem.Registered away = RunningSystem.register();
        new RestClient(RunningSystem.gateway())
                .with(away.accessToken())
                .put("/devices/phone", Map.of("platform", "android", "token", away.userId()))
                .expect(200);
        List<TestUser> people = RunningSystem.people(2);
        try (TestUser ana = people.get(0);
                TestUser ben = people.get(1)) {
            String chat = ana.startsChatWith(away.userId());
            ana.awaitMessage(ana.sends(chat, "hello"));
            String stranger = TestUser.newId();
            ben.sendsAgain(stranger, chat, "let me in");
            ben.awaitEvent(event -> TestUser.is(event, "error"));
        }
    }

    private static Set<String> named(Path file) throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher expression = EXPRESSION.matcher(Files.readString(file));
        while (expression.find()) {
            Matcher name = METRIC.matcher(expression.group(1));
            while (name.find()) {
                names.add(name.group());
            }
        }
        assertThat(names).as(file.toString()).isNotEmpty();
        return names;
    }

    private static Set<String> exposed() {
        return found(everything(), "(?m)^([a-z_0-9]+)[{ ]");
    }

    private static Set<String> promises() {
        return found(everything(), "(?m)^sentinel_promise_kept\\{.*promise=\"(\\w+)\"");
    }

    private static String everything() {
        Ports ports = RunningSystem.stack().ports();
        StringBuilder all = new StringBuilder();
        for (int port :
                new int[] {
                    ports.messageServiceManagement(1),
                    ports.messageServiceManagement(2),
                    ports.userServiceManagement(),
                    ports.presenceServiceManagement(),
                    ports.notificationServiceManagement(),
                    ports.searchServiceManagement(),
                    ports.mediaServiceManagement()
                }) {
            all.append(
                    new RestClient(URI.create("http://127.0.0.1:" + port))
                            .get("/actuator/prometheus")
                            .raw()
                            .body());
        }
        return all.toString();
    }

    private static Set<String> found(String text, String pattern) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }
}
