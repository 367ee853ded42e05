package chat.sentinel.endtoend;

import chat.sentinel.localstack.Ports;
import chat.sentinel.localstack.Progress;
import chat.sentinel.localstack.Stack;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Everything that `./sentinel up` starts, once for all tests of this module, beside whatever
/// else runs here: in `.sentinel/end-to-end`, on ports of its own. Its logs stay until the next
/// run.
final class RunningSystem {
    /// Without a sign for so long somebody counts as gone: shorter than usual, longer than the
    /// clients' heart-beats and a beat of a node.
    static final Duration THRESHOLD = Duration.ofSeconds(14);

    private static final String NAME = "message-service-";

    /// Each start costs half the CPU without C2, and none of these processes lives long enough to
    /// make up for it. What is fast in the long run is measured by `./sentinel bench`.
    private static final Map<String, String> QUICK_START =
            Map.of("JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

    private RunningSystem() {}

    private static final class Once {
        static final Stack STACK = start();

        private static Stack start() {
            Stack stack =
                    Stack.open(folder(), Ports.testBase() + 2_000)
                            .messageInstances(2)
                            .with(
                                    Stack.PRESENCE_SERVICE,
                                    Map.of(
                                            "SENTINEL_ACTIVITY_THRESHOLD",
                                            THRESHOLD.toSeconds() + "s"))
                            .with(Stack.MESSAGE_SERVICE, Map.of("SENTINEL_PRESENCE_BEAT", "2s"))
                            .with(Stack.SEARCH_SERVICE, Map.of("SENTINEL_REINDEX_SETTLE", "3s"))
                            .with(Stack.GATEWAY, Map.of("SENTINEL_GATEWAY_TRUST_TRACES", "on"))
                            .reportTo(Progress.CONSOLE);
            TraceCollector.start();
            TraceCollector.SERVICES.forEach(
                    name -> stack.with(name, TraceCollector.settings()).with(name, QUICK_START));
            stack.erase();
            Runtime.getRuntime().addShutdownHook(new Thread(stack::down));
            stack.up();
            // It starts again and again, beside loads.
            stack.train(List.of(NAME + 1));
            return stack;
        }
    }

    /// Its data, logs and secrets.
    static Path folder() {
        return Path.of(System.getProperty("sentinel.root", "."), ".sentinel", "end-to-end")
                .toAbsolutePath();
    }

    static Stack stack() {
        return Once.STACK;
    }

    static URI gateway() {
        return URI.create(stack().gatewayUrl());
    }

    /// An instance of message-service, past the gateway.
    static URI instance(int number) {
        return URI.create("http://127.0.0.1:" + stack().ports().messageService(number));
    }

    static String instanceName(int number) {
        return NAME + number;
    }

    /// How long a fault lasts: short in a build, as long as one likes by -Dsentinel.outage=SECONDS.
    static Duration outage() {
        return Duration.ofSeconds(Long.getLong("sentinel.outage", 5));
    }

    /// What the outside world knows of a user who has just registered.
    record Registered(
            String username,
            String password,
            String userId,
            String accessToken,
            String refreshToken) {
        /// A device of this user, connected through the gateway.
        TestUser connects() {
            return new TestUser(gateway(), userId, accessToken).connects();
        }
    }

    static Registered register() {
        String username = "u" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        String password = "the password of " + username;
        JsonNode body =
                new RestClient(gateway())
                        .post(
                                "/register",
                                Map.of(
                                        "username",
                                        username,
                                        "password",
                                        password,
                                        "email",
                                        username + "@example.org"))
                        .expect(201);
        return new Registered(
                username,
                password,
                body.path("user_id").asString(),
                body.path("access_token").asString(),
                body.path("refresh_token").asString());
    }

    /// A registered user, connected through the gateway.
    static TestUser user() {
        return register().connects();
    }

    /// As many people who have just registered.
    static List<TestUser> people(int number) {
        return connect(Stream.generate(RunningSystem::register).limit(number).toList());
    }

    /// One device each, connected through the gateway, which hands sockets to the instances in
    /// turn: neighbours are on different ones.
    static List<TestUser> connect(List<Registered> accounts) {
        List<TestUser> people = accounts.stream().map(Registered::connects).toList();
        for (int instance = 1; instance <= 2; instance++) {
            if (sockets(instance) == 0) {
                throw new IllegalStateException("nobody is connected to " + instanceName(instance));
            }
        }
        return people;
    }

    private static int sockets(int instance) {
        URI operators =
                URI.create(
                        "http://127.0.0.1:" + stack().ports().messageServiceManagement(instance));
        return new RestClient(operators)
                .get("/actuator/metrics/sentinel.message.sockets")
                .expect(200)
                .path("measurements")
                .path(0)
                .path("value")
                .asInt();
    }
}
