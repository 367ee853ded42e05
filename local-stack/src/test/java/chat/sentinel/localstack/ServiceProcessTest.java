package chat.sentinel.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {
    private static final int BASE = Ports.testBase() + 1200;

    @TempDir Path root;
    private Stack stack;

    @BeforeEach
    void open() {
        stack = new Stack(new StackContext(root.resolve("stack"), root, Ports.beside(BASE), false));
    }

    @AfterEach
    void erase() {
        stack.erase();
    }

    @Test
    void shouldSayHowToBuildWhatIsNotBuilt() {
        assertThatThrownBy(() -> stack.up("message-service-1"))
                .hasMessage(
                        "message-service is not built: ./mvnw -pl message-service -am package"
                                + " -DskipTests, or ./sentinel up");
    }

    @Test
    void shouldConfigureAServiceThroughItsEnvironmentOnly() throws Exception {
        build("message-service", "one");
        stack.with("message-service", Map.of("SENTINEL_LIMITS_SENDS", "5"))
                .with("message-service-2", Map.of("SENTINEL_LIMITS_SENDS", "6"))
                .up("message-service-1", "message-service-2");
        assertThat(environment(1))
                .containsEntry("SERVER_PORT", "" + (BASE + 21))
                .containsEntry("MANAGEMENT_SERVER_PORT", "" + (BASE + 22))
                .containsEntry("SERVER_ADDRESS", "127.0.0.1")
                .containsEntry("SPRING_CASSANDRA_CONTACT_POINTS", "127.0.0.1:" + (BASE + 3))
                .containsEntry("SPRING_CASSANDRA_LOCAL_DATACENTER", "datacenter1")
                .containsEntry("SPRING_CASSANDRA_KEYSPACE_NAME", "chat")
                .containsEntry("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + (BASE + 5))
                .containsEntry("SPRING_DATA_REDIS_URL", "redis://127.0.0.1:" + (BASE + 2))
                .containsEntry("SENTINEL_TOKENS_ISSUER", "http://127.0.0.1:" + (BASE + 80))
                .containsEntry(
                        "SENTINEL_TOKENS_JWKS_URI",
                        "http://127.0.0.1:" + (BASE + 11) + "/.well-known/jwks.json")
                .containsEntry("SENTINEL_NODE_ID", "message-service-1")
                .containsEntry("SENTINEL_LIMITS_SENDS", "5")
                .containsKeys("SENTINEL_CONTENT_KEYSET", "SENTINEL_CURSOR_KEYSET")
                // Nothing of the launcher's own settings leaks in.
                .doesNotContainKeys("JAVA_HOME", "MAVEN_OPTS", "SENTINEL_HOME");
        assertThat(environment(2))
                .containsEntry("SERVER_PORT", "" + (BASE + 23))
                .containsEntry("SENTINEL_NODE_ID", "message-service-2")
                .containsEntry("SENTINEL_LIMITS_SENDS", "6");
    }

    @Test
    void shouldStartAgainWhatWasRebuiltOrIsSetOtherwise() throws Exception {
        build("message-service", "one");
        stack.up("message-service-1");
        long first = stack.pid("message-service-1");
        stack.up("message-service-1");
        assertThat(stack.pid("message-service-1")).isEqualTo(first);
        build("message-service", "two");
        // The running one does not notice that its jar was replaced.
        assertThat(environment(1)).containsKey("SERVER_PORT");
        stack.up("message-service-1");
        long second = stack.pid("message-service-1");
        assertThat(second).isNotEqualTo(first);
        stack.with("message-service", Map.of("SENTINEL_LIMITS_SENDS", "5")).up("message-service-1");
        assertThat(stack.pid("message-service-1")).isNotEqualTo(second);
    }

    @Test
    void shouldStartFromWhatTrainingLeft() throws Exception {
        build("message-service", "one");
        stack.up("message-service-1", "message-service-2");
        assertThat(mapped("message-service-1")).doesNotContain("classes-");
        long first = stack.pid("message-service-1");

        stack.train();
        stack.up("message-service-1");
        assertThat(stack.pid("message-service-1")).isEqualTo(first);

        stack.stop("message-service-1");
        stack.kill("message-service-2");
        stack.up("message-service-1", "message-service-2");
        assertThat(mapped("message-service-1")).contains("classes-" + Runtime.version());
        assertThat(mapped("message-service-2")).contains("classes-" + Runtime.version());

        build("message-service", "two");
        // It is not started beside the one that runs.
        stack.train();
        stack.up("message-service-1");
        assertThat(mapped("message-service-1")).doesNotContain("classes-");
    }

    @Test
    void shouldGoOnWithoutWhatTrainingDidNotMake() throws Exception {
        build("user-service", "one");
        build("message-service", "one");
        stack.with("user-service", Map.of("SENTINEL_LIMITS_SENDS", "no number"))
                .up("user-service", "message-service-1");
        assertThatThrownBy(stack::train)
                .hasMessageStartingWith("user-service starts as usual, without an AOT cache: see ");
        stack.stop("user-service");
        stack.stop("message-service-1");
        stack.up("user-service", "message-service-1");
        assertThat(mapped("user-service")).doesNotContain("classes-");
        assertThat(mapped("message-service-1")).contains("classes-" + Runtime.version());
    }

    @Test
    void shouldEndATrainingWithWhatItIsFor() throws Exception {
        build("message-service", "one");
        stack.with("message-service", Map.of("SLOW_TRAINING", "yes")).up("message-service-1");
        var training = new Thread(stack::train);
        training.start();
        Optional<ProcessHandle> process = Optional.empty();
        while (process.isEmpty()) {
            assertThat(training.isAlive()).isTrue();
            process =
                    ProcessHandle.current()
                            .children()
                            .filter(ServiceProcessTest::isTraining)
                            .findFirst();
        }

        stack.down();

        assertThat(process.get().isAlive()).isFalse();
        training.join();
        stack.up("message-service-1");
        assertThat(mapped("message-service-1")).doesNotContain("classes-");
    }

    private static boolean isTraining(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("spring.context.exit");
    }

    @Test
    void shouldStartFromTheBeansThatTheBuildWroteDown() throws Exception {
        build("message-service", "one");
        stack.up("message-service-1");
        assertThat(
                        Files.readString(
                                Path.of("/proc/" + stack.pid("message-service-1") + "/cmdline")))
                .contains("\0-Dspring.aot.enabled=true\0");
    }

    private String mapped(String name) throws IOException {
        return Files.readString(Path.of("/proc/" + stack.pid(name) + "/maps"));
    }

    @Test
    void shouldRunTheExecutableJarWhereThereIsAPlainOneToo() throws Exception {
        build("fcm-stand-in", "one");
        Path target = root.resolve("fcm-stand-in/target");
        Files.move(
                target.resolve("fcm-stand-in-0.1.jar"),
                target.resolve("fcm-stand-in-0.1-exec.jar"));
        Files.writeString(target.resolve("fcm-stand-in-0.1.jar"), "classes only");
        Files.writeString(target.resolve("fcm-stand-in-0.2.jar"), "classes only");
        // It has one port for all.
        stack.up("fcm-stand-in");
        assertThat(stack.running("fcm-stand-in")).isTrue();
    }

    @Test
    void shouldRunACommandBesideUserServiceWithItsSettings() throws Exception {
        build("user-service", "one");
        assertThatThrownBy(() -> stack.admin(List.of("create", "ana")))
                .hasMessage("user-service does not run; run ./sentinel up first");
        stack.with("user-service", Map.of("SENTINEL_LIMITS_SENDS", "40")).up("user-service");
        assertThat(stack.admin(List.of("create", "ana"))).isEqualTo(43);
        assertThat(stack.running("user-service")).isTrue();
    }

    private Map<String, String> environment(int number) throws Exception {
        var environment = new TreeMap<String, String>();
        URI uri =
                URI.create(
                        "http://127.0.0.1:"
                                + stack.ports().messageServiceManagement(number)
                                + "/environment");
        try (var answer = uri.toURL().openStream()) {
            new String(answer.readAllBytes(), UTF_8)
                    .lines()
                    .forEach(
                            line ->
                                    environment.put(
                                            line.substring(0, line.indexOf('=')),
                                            line.substring(line.indexOf('=') + 1)));
        }
        return environment;
    }

    private void build(String module, String version) throws Exception {
        Path target = Files.createDirectories(root.resolve(module + "/target"));
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String entry = FakeService.class.getName().replace('.', '/') + ".class";
        try (var jar =
                        new JarOutputStream(
                                Files.newOutputStream(target.resolve(module + "-0.1.jar")),
                                manifest);
                var code = FakeService.class.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new ZipEntry(entry));
            java.util.Objects.requireNonNull(code).transferTo(jar);
            jar.putNextEntry(new ZipEntry(version));
        }
    }

    /// A service without any store: it is ready at once and tells its environment. As a command it
    /// ends with the number of its words and what it is set to. In training it ends at once, unless
    /// that is to be slow.
    static final class FakeService {
        public static void main(String[] arguments) throws Exception {
            if (arguments.length > 0) {
                System.exit(
                        arguments.length
                                + Integer.parseInt(System.getenv("SENTINEL_LIMITS_SENDS")));
            }
            if ("onRefresh".equals(System.getProperty("spring.context.exit"))) {
                Integer.parseInt(System.getenv().getOrDefault("SENTINEL_LIMITS_SENDS", "0"));
                if (System.getenv("SLOW_TRAINING") != null) {
                    // Long enough to be ended; one that is not would leave a cache.
                    Thread.sleep(Duration.ofSeconds(20));
                }
                return;
            }
            int port = Integer.parseInt(System.getenv("MANAGEMENT_SERVER_PORT"));
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        var text = new StringBuilder();
                        System.getenv()
                                .forEach(
                                        (name, value) ->
                                                text.append(name)
                                                        .append('=')
                                                        .append(value)
                                                        .append('\n'));
                        byte[] body = text.toString().getBytes(UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
        }
    }
}
