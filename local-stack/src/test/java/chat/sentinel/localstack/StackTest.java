package chat.sentinel.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The life of real processes. Redis stands for all that is common; what is special to
/// PostgreSQL and NGINX, which have workers, is tested with them.
class StackTest {
    private static final int BASE = Ports.testBase() + 1000;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private Path folder;
    private Stack stack;

    @BeforeEach
    void open() throws Exception {
        folder = Files.createTempDirectory("stack");
        stack = opened();
    }

    @AfterEach
    void erase() {
        stack.erase();
    }

    private Stack opened() {
        return Stack.open(folder, BASE).reportTo((name, what) -> said.add(name + ": " + what));
    }

    @Test
    void shouldFindInASecondUpWhatTheFirstStarted() throws Exception {
        stack.up("redis");
        long first = stack.pid("redis");
        said.clear();
        opened().up("redis");
        assertThat(stack.pid("redis")).isEqualTo(first);
        assertThat(said).containsExactly("redis: already running (pid " + first + ")");
    }

    @Test
    void shouldStartOnlyOneWhenManyAskAtOnce() throws Exception {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 6; i++) {
            threads.add(Thread.ofPlatform().start(() -> opened().up("redis")));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(said.stream().filter(line -> line.startsWith("redis: ready"))).hasSize(1);
        assertThat(said.stream().filter(line -> line.startsWith("redis: already"))).hasSize(5);
    }

    @Test
    void shouldKeepDataOverDownAndUp() throws Exception {
        stack.up("redis", "postgres");
        redis("SET kept yes");
        sql("create table kept (word text)");
        stack.down();
        assertThat(stack.running("redis")).isFalse();
        assertThat(stack.running("postgres")).isFalse();
        stack.up("redis", "postgres");
        assertThat(redis("GET kept")).isEqualTo("$3");
        sql("select * from kept");
    }

    @Test
    void shouldEraseEverything() throws Exception {
        stack.up("redis");
        redis("SET kept yes");
        stack.erase();
        assertThat(folder).doesNotExist();
        stack.up("redis");
        assertThat(redis("GET kept")).isEqualTo("$-1");
    }

    @Test
    void shouldRepairAfterAKill() throws Exception {
        stack.up("redis", "postgres");
        long redis = stack.pid("redis");
        sql("create table kept (word text)");
        try (Connection busy = connection()) {
            stack.kill("redis");
            stack.kill("postgres");
            assertThat(stack.status())
                    .filteredOn(s -> s.name().equals("redis") || s.name().equals("postgres"))
                    .extracting(Stack.Status::state)
                    .containsOnly("ended");
            opened().up("redis", "postgres");
            assertThat(busy.isValid(1)).isFalse();
        }
        assertThat(stack.pid("redis")).isNotEqualTo(redis);
        sql("select * from kept");
    }

    @Test
    void shouldRepairWhatStandsStill() throws Exception {
        stack.up("redis");
        long frozen = stack.pid("redis");
        stack.freeze("redis");
        assertThat(stack.status())
                .filteredOn(s -> s.name().equals("redis"))
                .extracting(Stack.Status::state)
                .containsExactly("frozen");
        opened().up("redis");
        assertThat(stack.pid("redis")).isNotEqualTo(frozen);
        assertThat(redis("PING")).isEqualTo("+PONG");
    }

    @Test
    void shouldGoOnAfterAThaw() throws Exception {
        stack.up("redis");
        stack.freeze("redis");
        stack.thaw("redis");
        assertThat(redis("PING")).isEqualTo("+PONG");
    }

    @Test
    void shouldStopWhatIsFrozen() {
        stack.up("redis");
        stack.freeze("redis");
        stack.stop("redis");
        assertThat(stack.running("redis")).isFalse();
    }

    @Test
    void shouldClearWhatAKilledGatewayLeftBehind() throws Exception {
        stack.up("gateway");
        stack.kill("gateway");
        // Its workers hold the port.
        assertThat(portIsTaken(stack.ports().gateway())).isTrue();
        opened().up("gateway");
        stack.kill("gateway");
        stack.down();
        assertThat(portIsTaken(stack.ports().gateway())).isFalse();
    }

    /// Its tools go on for a moment after it.
    @Test
    void shouldNotMindALauncherThatWasKilledWhileItPrepared() throws Exception {
        Process launcher = launcher("postgres");
        while (!Files.exists(folder.resolve("postgres"))) {
            Thread.sleep(5);
        }
        while (!isPreparing()) {
            Thread.sleep(5);
        }
        launcher.destroyForcibly().waitFor();
        assertThat(stack.running("postgres")).isFalse();
        stack.up("postgres");
        sql("select 1");
    }

    private boolean isPreparing() throws Exception {
        try (var files = Files.list(folder.resolve("postgres"))) {
            return files.anyMatch(file -> file.getFileName().toString().contains("partial"));
        }
    }

    private Process launcher(String name) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        folder.toString(),
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void shouldOutliveItsLauncherAndItsLaunchersKill() throws Exception {
        Process launcher = launcher("redis");
        var out =
                new BufferedReader(
                        new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("started");
        launcher.destroyForcibly().waitFor();
        assertThat(redis("PING")).isEqualTo("+PONG");
        said.clear();
        stack.up("redis");
        assertThat(said).anyMatch(line -> line.startsWith("redis: already running"));
    }

    /// Starts a part and then hangs, as a launcher does that is about to be killed.
    static final class Launcher {
        public static void main(String[] arguments) throws Exception {
            var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            Stack.open(Path.of(arguments[0]), BASE).up(arguments[1]);
            out.println("started");
            Thread.sleep(60_000);
        }
    }

    @Test
    void shouldNeverEndAProcessThatOnlyHasTheNumberOfOneOfItsOwn() throws Exception {
        stack.up("redis");
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            String stat =
                    Files.readString(Path.of("/proc/" + stranger.pid() + "/stat"))
                            .strip()
                            .replaceFirst("^(.*\\) (?:\\S+ ){19})\\d+", "$11");
            stack.down();
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"));
            Files.writeString(folder.resolve("run/redis.pid"), stat + "\n" + boot);
            assertThat(stack.running("redis")).isFalse();
            stack.kill("redis");
            stack.stop("redis");
            stack.down();
            assertThat(stranger.isAlive()).isTrue();
            assertThatThrownBy(() -> stack.freeze("redis")).hasMessage("redis does not run");
            stack.up("redis");
            assertThat(stranger.isAlive()).isTrue();
            assertThat(stack.pid("redis")).isNotEqualTo(stranger.pid());
        } finally {
            stranger.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldTakeNoRecordOfAnotherBootForItsOwn() throws Exception {
        stack.up("redis");
        Path record = folder.resolve("run/redis.pid");
        String own = Files.readString(record);
        Files.writeString(
                record, own.lines().findFirst().get() + "\n00000000-0000-0000-0000-000000000000\n");
        assertThat(stack.running("redis")).isFalse();
        Files.writeString(record, own);
        assertThat(stack.running("redis")).isTrue();
    }

    @Test
    void shouldNameThePortThatSomebodyElseHolds() throws Exception {
        try (var other = new ServerSocket(BASE + 2, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> stack.up("redis"))
                    .isInstanceOf(StackException.class)
                    .hasMessage(
                            "Port %d (redis, Redis) is taken by another process (pid %d java). Stop that one or set SENTINEL_PORT_BASE (or --port-base)."
                                    .formatted(BASE + 2, ProcessHandle.current().pid()));
        }
        stack.up("redis");
    }

    @Test
    void shouldStartAgainWhatWasStartedOtherwise() throws Exception {
        stack.up("gateway");
        long first = stack.pid("gateway");
        stack.with("gateway", java.util.Map.of("SENTINEL_GATEWAY_BODY_LIMIT", "1m"));
        stack.up("gateway");
        assertThat(stack.pid("gateway")).isNotEqualTo(first);
        assertThat(said).contains("gateway: changed: starting it again");
    }

    @Test
    void shouldKeepSecretsToTheirOwner() throws Exception {
        Path keyset = new Keysets(folder.resolve("secrets")).content();
        stack.postgresPassword();
        String made = Files.readString(keyset);
        assertThat(made).contains("type.googleapis.com/google.crypto.tink.AesGcmKey");
        try (var secrets = Files.list(folder.resolve("secrets"))) {
            for (Path secret : secrets.filter(s -> !s.toString().endsWith(".lock")).toList()) {
                assertThat(Files.getPosixFilePermissions(secret))
                        .hasToString("[OWNER_READ, OWNER_WRITE]");
            }
        }
        assertThat(new Keysets(folder.resolve("secrets")).content()).hasContent(made);
    }

    @Test
    void shouldMakeADatabaseForEachServiceThatHasOne() throws Exception {
        stack.up("postgres");
        for (String database : List.of("users", "notifications", "media")) {
            try (Connection connection = connection(database)) {
                assertThat(connection.getCatalog()).isEqualTo(database);
            }
        }
    }

    /// Its server is a child of the process that is known, and ends with it.
    @Test
    void shouldKeepWhatElasticsearchHasTakenOverAKill() throws Exception {
        stack.up("elasticsearch");
        elasticsearch("PUT", "/kept/_doc/1", "{\"word\":\"yes\"}");
        stack.kill("elasticsearch");
        stack.up("elasticsearch");
        assertThat(elasticsearch("GET", "/kept/_doc/1", "")).contains("\"word\":\"yes\"");
        stack.down();
        assertThat(portIsTaken(BASE + 7)).isFalse();
    }

    private String elasticsearch(String method, String path, String json) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(stack.elasticsearchUrl() + path))
                                    .header("Content-Type", "application/json")
                                    .method(method, HttpRequest.BodyPublishers.ofString(json))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void shouldSayWhichPartsThereAre() {
        assertThatThrownBy(() -> stack.up("mongo"))
                .hasMessage(
                        "No part is called mongo; there are postgres, redis, cassandra, kafka, elasticsearch, s3,"
                                + " user-service, message-service-1, message-service-2, presence-service,"
                                + " fcm-stand-in, notification-service, search-service, media-service, gateway");
    }

    private String redis(String command) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), BASE + 2)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            var in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return in.readLine();
        }
    }

    private Connection connection() throws Exception {
        return connection("users");
    }

    private Connection connection(String database) throws Exception {
        return DriverManager.getConnection(
                stack.jdbcUrl(database), stack.postgresUsername(), stack.postgresPassword());
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = connection();
                var jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }

    private static boolean portIsTaken(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
