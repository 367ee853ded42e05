package chat.sentinel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.gateway.NginxConfiguration;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// `docker-compose.yml` starts what `./sentinel up` starts: the same names, ports and settings.
class ComposeTest {
    @TempDir Path folder;
    private Stack stack;
    private Map<String, Map<String, Object>> services;
    private Map<String, Map<String, Object>> configs;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void read() throws Exception {
        stack = Stack.open(folder, new Ports(Ports.DEFAULT_BASE, Ports.DEFAULT_GATEWAY));
        String text = Files.readString(Root.find().resolve("docker-compose.yml"));
        Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        services = (Map<String, Map<String, Object>>) Objects.requireNonNull(file.get("services"));
        configs = (Map<String, Map<String, Object>>) Objects.requireNonNull(file.get("configs"));
    }

    @Test
    void shouldHaveTheSameProcesses() {
        assertThat(services.keySet()).containsExactlyInAnyOrderElementsOf(stack.names());
    }

    @Test
    void shouldPublishTheSamePortsToThisMachineOnly() {
        for (String name : stack.names()) {
            List<Integer> published = new ArrayList<>();
            for (String mapping : published(name)) {
                assertThat(mapping).startsWith("127.0.0.1:");
                published.add(Integer.parseInt(mapping.split(":", -1)[1]));
            }
            assertThat(published)
                    .as(name)
                    .containsExactlyElementsOf(
                            stack.part(name).ports().stream().map(PortUse::port).toList());
        }
    }

    @Test
    void shouldCheckTheHealthOfEveryProcess() throws Exception {
        for (var service : services.entrySet()) {
            if (service.getValue().containsKey("build")) {
                assertThat(Files.readString(dockerfile(module(service.getKey()))))
                        .contains("HEALTHCHECK");
            } else {
                assertThat(service.getValue()).as(service.getKey()).containsKey("healthcheck");
            }
        }
    }

    @Test
    void shouldLimitTheMemoryOfEveryProcess() {
        assertThat(services.values()).allSatisfy(s -> assertThat(s).containsKey("mem_limit"));
    }

    @Test
    void shouldBuildEveryServiceAlikeAndRunItAsNobody() throws Exception {
        String first = null;
        for (String name : services.keySet()) {
            if (!service(name).containsKey("build")) {
                continue;
            }
            assertThat(service(name).get("build"))
                    .isEqualTo(Map.of("context", ".", "dockerfile", module(name) + "/Dockerfile"));
            assertThat(service(name))
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"));
            String text = Files.readString(dockerfile(module(name)));
            assertThat(text).contains("\nUSER 10001:10001\n");
            if (name.equals(Stack.FCM_STAND_IN)) {
                continue;
            }
            String alike =
                    text.replace(module(name), "MODULE").replaceAll("(-XX:Tier4\\w+=)\\d+", "$1");
            first = first == null ? alike : first;
            assertThat(alike).as(name).isEqualTo(first);
            for (String option : ServiceJar.jvm(module(name))) {
                if (!option.startsWith("-Xlog")) {
                    assertThat(text).containsPattern("[ \"\n]" + Pattern.quote(option) + "[ \"\n]");
                }
            }
        }
    }

    @Test
    void shouldExplainEveryVariable() throws Exception {
        String template = Files.readString(Root.find().resolve("containers/env.template"));
        var variables =
                Pattern.compile("(?<!\\$)\\$\\{([A-Z0-9_]+)")
                        .matcher(Files.readString(Root.find().resolve("docker-compose.yml")))
                        .results()
                        .map(match -> match.group(1))
                        .distinct();
        assertThat(variables).isNotEmpty().allSatisfy(v -> assertThat(template).contains(v));
    }

    /// As Compose does without `.env`.
    private static String withDefaults(String value) {
        return value.replaceAll("\\$\\{[A-Z0-9_]+:?-([^}]*)}", "$1");
    }

    private static String module(String name) {
        return name.replaceFirst("-[0-9]+$", "");
    }

    private static Path dockerfile(String module) {
        return Root.find().resolve(module).resolve("Dockerfile");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user-service",
                "message-service-1",
                "message-service-2",
                "presence-service",
                "notification-service",
                "search-service",
                "media-service",
                "fcm-stand-in"
            })
    void shouldGiveTheServicesTheSameSettings(String name) {
        ServiceProcess service = (ServiceProcess) stack.part(name);
        var wanted = new TreeMap<>(service.settings());
        // Cheap hashes and high limits are for a machine that nobody else reaches.
        wanted.keySet().removeAll(ServiceSettings.USER_SERVICE_LOCAL_PROFILE.keySet());
        wanted.keySet().removeAll(ServiceSettings.MESSAGE_SERVICE_LOCAL_PROFILE.keySet());
        wanted.put("SERVER_PORT", String.valueOf(service.port()));
        wanted.put("MANAGEMENT_SERVER_PORT", String.valueOf(service.managementPort()));
        var given = new TreeMap<>(environment(name));
        given.remove("SPRING_PROFILES_ACTIVE");
        // Inside a container loopback would be nobody's.
        assertThat(given.remove("SERVER_ADDRESS")).isEqualTo("0.0.0.0");
        assertThat(given.remove("MANAGEMENT_SERVER_ADDRESS")).isEqualTo("0.0.0.0");
        if (given.containsKey("SPRING_DATASOURCE_PASSWORD")) {
            assertThat(given.put("SPRING_DATASOURCE_PASSWORD", stack.postgresPassword()))
                    .startsWith("${SENTINEL_POSTGRES_PASSWORD:?");
        }
        given.replaceAll((setting, value) -> asSeenFromHere(value));
        assertThat(given).containsExactlyEntriesOf(wanted);
    }

    @Test
    void shouldSetKafkaAlike() throws Exception {
        var here = new Properties();
        here.load(new StringReader(new KafkaServer(context()).serverProperties(folder)));
        var given = new TreeMap<>(environment("kafka"));
        // How it is reached differs by nature.
        for (String reached :
                List.of(
                        "KAFKA_LISTENERS",
                        "KAFKA_ADVERTISED_LISTENERS",
                        "KAFKA_INTER_BROKER_LISTENER_NAME",
                        "KAFKA_CONTROLLER_QUORUM_VOTERS",
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "KAFKA_LOG_DIRS",
                        "KAFKA_HEAP_OPTS")) {
            assertThat(given.remove(reached)).as(reached).isNotNull();
        }
        for (String reached :
                List.of(
                        "listeners",
                        "advertised.listeners",
                        "controller.quorum.bootstrap.servers",
                        "listener.security.protocol.map",
                        "log.dirs")) {
            assertThat(here.remove(reached)).as(reached).isNotNull();
        }
        var wanted = new TreeMap<String, String>();
        here.stringPropertyNames()
                .forEach(
                        property ->
                                wanted.put(
                                        "KAFKA_"
                                                + property.replace('.', '_')
                                                        .toUpperCase(Locale.ROOT),
                                        here.getProperty(property)));
        assertThat(given).containsExactlyEntriesOf(wanted);
    }

    @Test
    void shouldSetTheGatewayAlikeButForTheLimitsOfOneMachine() {
        var given = new TreeMap<>(environment("gateway"));
        given.keySet().removeIf(name -> !name.startsWith("SENTINEL_"));
        assertThat(given.remove("SENTINEL_GATEWAY_LISTEN"))
                .isEqualTo("0.0.0.0:" + stack.ports().gateway());
        assertThat(given.remove("SENTINEL_GATEWAY_RUN_FOLDER")).isEqualTo("/tmp");
        var wanted = new TreeMap<>(NginxConfiguration.DEFAULTS);
        wanted.put(
                "SENTINEL_GATEWAY_USER_SERVERS",
                NginxConfiguration.servers(List.of("127.0.0.1:20011")));
        wanted.put(
                "SENTINEL_GATEWAY_MESSAGE_SERVERS",
                NginxConfiguration.servers(List.of("127.0.0.1:20021", "127.0.0.1:20023")));
        wanted.put(
                "SENTINEL_GATEWAY_PRESENCE_SERVERS",
                NginxConfiguration.servers(List.of("127.0.0.1:20013")));
        wanted.put(
                "SENTINEL_GATEWAY_NOTIFICATION_SERVERS",
                NginxConfiguration.servers(List.of("127.0.0.1:20015")));
        wanted.put(
                "SENTINEL_GATEWAY_SEARCH_SERVERS",
                NginxConfiguration.servers(List.of("127.0.0.1:20037")));
        wanted.put(
                "SENTINEL_GATEWAY_MEDIA_SERVERS",
                NginxConfiguration.servers(List.of("127.0.0.1:20039")));
        wanted.put(
                "SENTINEL_GATEWAY_S3_SERVERS",
                NginxConfiguration.servers(List.of("127.0.0.1:20009")));
        given.replaceAll((setting, value) -> asSeenFromHere(value));
        assertThat(given).containsExactlyEntriesOf(wanted);
    }

    /// The image makes the database that it is told of; a script makes the others.
    @Test
    void shouldMakeTheSameDatabases() {
        assertThat(PostgresServer.DATABASES.getFirst())
                .isEqualTo(environment("postgres").get("POSTGRES_DB"));
        assertThat(Objects.requireNonNull(configs.get("databases.sql")).get("content"))
                .isEqualTo(
                        PostgresServer.DATABASES.stream()
                                .skip(1)
                                .map(database -> "create database " + database + ";\n")
                                .collect(Collectors.joining()));
        assertThat(service("postgres").get("configs"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "source",
                                        "databases.sql",
                                        "target",
                                        "/docker-entrypoint-initdb.d/databases.sql")));
    }

    /// The address inside the network of containers, turned into the published one.
    private String asSeenFromHere(String value) {
        String seen =
                value.replace("/run/secrets/", folder.resolve("secrets") + "/")
                        // Kafka's machine-side listener stands for the one between containers.
                        .replace("kafka:9092", "127.0.0.1:20005");
        for (String name : stack.names()) {
            for (String mapping : published(name)) {
                String[] parts = mapping.split(":", -1);
                seen = seen.replace(name + ":" + parts[2], parts[0] + ":" + parts[1]);
            }
        }
        return seen;
    }

    private StackContext context() {
        return new StackContext(folder, Root.find(), stack.ports(), true);
    }

    @SuppressWarnings("unchecked")
    private List<String> published(String name) {
        List<String> ports = (List<String>) Objects.requireNonNull(service(name).get("ports"));
        return ports.stream().map(ComposeTest::withDefaults).toList();
    }

    @SuppressWarnings("unchecked")
    private Map<String, String> environment(String name) {
        var environment = new TreeMap<String, String>();
        ((Map<String, Object>) Objects.requireNonNull(service(name).get("environment")))
                .forEach(
                        (setting, value) ->
                                environment.put(setting, withDefaults(String.valueOf(value))));
        return environment;
    }

    private Map<String, Object> service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }
}
