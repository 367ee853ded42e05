package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.localstack.Ports;
import chat.sentinel.testkit.client.RestClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `docs/api/SERVICE.json` is what the services say of themselves, and the gateway leads to all of
/// it and to nothing else. `-Dsentinel.write=true` records what was added, `-Dsentinel.break=true`
/// with it also what breaks clients.
class ApiTest {
    static final List<String> SERVICES =
            List.of("user", "message", "presence", "notification", "search", "media");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Path ROOT =
            Path.of(System.getProperty("sentinel.root", ".")).toAbsolutePath();
    private static final Pattern ROUTE =
            Pattern.compile(
                    "location (=|\\^~) (/\\S*)\\s*\\{(?:\\$\\{\\w+}|[^}])*?proxy_pass http://(\\w+)_service;");

    /// What these lead to is in asyncapi.yaml.
    private static final Set<String> SOCKETS = Set.of("/chat", "/notifications");

    /// They end the session that asks.
    private static final Set<String> ENDS =
            Set.of("POST /logout", "POST /logout/all", "DELETE /users/me");

    /// Of which one is needed, whichever: that cannot be described as required.
    private static final Set<String> EITHER = Set.of("title", "token");

    private record Call(String service, String method, String path, JsonNode operation) {
        String name() {
            return method + " " + path;
        }

        String filled() {
            return path.replaceAll("\\{\\w+}", UUID.randomUUID().toString());
        }

        boolean needsToken() {
            return !operation.path("security").isEmpty();
        }
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void whatIsRecordedIsWhatIsServed(String service) throws Exception {
        JsonNode served = new RestClient(own(service)).get("/v3/api-docs").expect(200);
        Path file = file(service);
        if (Files.exists(file)) {
            List<String> breaks =
                    ApiCompatibility.breaks(JSON.readTree(Files.readString(file)), served);
            if (!Boolean.getBoolean("sentinel.break")) {
                assertThat(breaks)
                        .as("%s breaks clients; if that is meant, -Dsentinel.break=true", service)
                        .isEmpty();
            }
        }
        if (Boolean.getBoolean("sentinel.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JSON.writeValueAsString(served) + "\n");
        }
        assertThat(Files.readString(file))
                .as("docs/api; ./mvnw verify -Dtest=ApiTest -Dsentinel.write=true records it anew")
                .isEqualTo(JSON.writeValueAsString(served) + "\n");
    }

    @Test
    void eachOperationSaysWhatItDoes() throws Exception {
        assertThat(calls())
                .allSatisfy(
                        call ->
                                assertThat(call.operation().path("summary").asString(""))
                                        .as(call.name())
                                        .hasSizeBetween(5, 70));
    }

    @Test
    void eachPathIsReachedThroughTheGateway() throws Exception {
        RestClient stranger = new RestClient(RunningSystem.gateway());
        RestClient somebody = stranger.with(RunningSystem.register().accessToken());
        List<String> wrong = new ArrayList<>();
        for (Call call : calls()) {
            String body = call.operation().has("requestBody") ? "{}" : null;
            RestClient.Answer without = stranger.call(call.method(), call.filled(), body);
            if (call.needsToken() != (without.status() == 401)) {
                wrong.add(call.name() + " without a token: " + without.raw().body());
            }
            RestClient client =
                    ENDS.contains(call.name())
                            ? stranger.with(RunningSystem.register().accessToken())
                            : somebody;
            RestClient.Answer with = client.call(call.method(), call.filled(), body);
            JsonNode problem = with.body();
            // What no service knows is answered in these words.
            if (with.status() == 405
                    || with.status() >= 500
                    || problem.path("detail").equals(problem.path("title"))
                            && problem.path("code").asString("").equals("not_found")) {
                wrong.add(call.name() + ": " + with.raw().body());
            }
            Set<String> required = required(call);
            if (!required.isEmpty() && with.status() != 403) {
                Set<String> asked =
                        problem.path("errors")
                                .valueStream()
                                .map(error -> error.path("field").asString())
                                .collect(Collectors.toCollection(TreeSet::new));
                asked.removeAll(EITHER);
                if (with.status() != 422 || !asked.equals(required)) {
                    wrong.add(
                            "%s: described as needing %s, but: %s"
                                    .formatted(call.name(), required, with.raw().body()));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void eachRouteIsDescribed() throws Exception {
        List<Call> calls = calls();
        String gateway =
                Files.readString(
                        ROOT.resolve(
                                "gateway-nginx/src/main/resources/gateway/sentinel.conf.template"));
        List<MatchResult> routes =
                ROUTE.matcher(gateway)
                        .results()
                        .filter(r -> !SOCKETS.contains(r.group(2)))
                        .toList();
        assertThat(routes).hasSizeGreaterThan(25);
        for (MatchResult route : routes) {
            assertThat(calls)
                    .as("%s leads to %s-service", route.group(2), route.group(3))
                    .anySatisfy(
                            call -> {
                                assertThat(call.service()).isEqualTo(route.group(3));
                                if (route.group(1).equals("=")) {
                                    assertThat(call.path()).isEqualTo(route.group(2));
                                } else {
                                    assertThat(call.path()).startsWith(route.group(2));
                                }
                            });
        }
    }

    private static Set<String> required(Call call) throws IOException {
        Set<String> fields = new TreeSet<>();
        JsonNode schema = call.operation().at("/requestBody/content/application~1json/schema/$ref");
        if (!schema.isMissingNode()) {
            JsonNode api = JSON.readTree(Files.readString(file(call.service())));
            api.at(schema.asString().substring(1))
                    .path("required")
                    .forEach(field -> fields.add(field.asString()));
        }
        for (JsonNode parameter : call.operation().path("parameters")) {
            if (parameter.path("in").asString().equals("header")
                    && parameter.path("required").asBoolean()) {
                fields.add(parameter.path("name").asString());
            }
        }
        return fields;
    }

    private static List<Call> calls() throws IOException {
        List<Call> calls = new ArrayList<>();
        for (String service : SERVICES) {
            JsonNode api = JSON.readTree(Files.readString(file(service)));
            for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    calls.add(
                            new Call(
                                    service,
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()));
                }
            }
        }
        return calls;
    }

    private static Path file(String service) {
        return ROOT.resolve("docs/api/" + service + "-service.json");
    }

    private static URI own(String service) {
        Ports ports = RunningSystem.stack().ports();
        int port =
                switch (service) {
                    case "user" -> ports.userService();
                    case "message" -> ports.messageService(1);
                    case "presence" -> ports.presenceService();
                    case "notification" -> ports.notificationService();
                    case "search" -> ports.searchService();
                    default -> ports.mediaService();
                };
        return URI.create("http://127.0.0.1:" + port);
    }
}
