package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.localstack.Stack;
import chat.sentinel.testkit.client.RestClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A store that is away breaks the promises that need it, and no others.
class PromisesTest {
    private static final Stack STACK = RunningSystem.stack();
    private static final int MESSAGES = STACK.ports().messageServiceManagement(1);
    private static final int SEARCH = STACK.ports().searchServiceManagement();

    @Test
    void withoutElasticsearchNothingIsFoundAndAllElseGoesOn() {
        isShown(SEARCH, Map.of("finds", "UP", "finds_recent", "UP"));
        STACK.stop("elasticsearch");
        try {
            isShown(SEARCH, Map.of("finds", "DOWN", "finds_recent", "DOWN"));
            JsonNode finds = promises(SEARCH).path("components").path("finds").path("details");
            assertThat(finds.path("users_notice").asString())
                    .isEqualTo("Searches are answered 503.");
            assertThat(finds.path("because").asString()).isNotBlank();
            isShown(MESSAGES, messages("UP", "UP"));
        } finally {
            STACK.up("elasticsearch");
        }
        isShown(SEARCH, Map.of("finds", "UP", "finds_recent", "UP"));
    }

    @Test
    void withoutRedisOnlyDeliveryIsLate() {
        isShown(MESSAGES, messages("UP", "UP"));
        STACK.stop("redis");
        try {
            isShown(MESSAGES, messages("DOWN", "UP"));
        } finally {
            STACK.up("redis");
        }
        isShown(MESSAGES, messages("UP", "UP"));
    }

    private static Map<String, String> messages(String delivers, String others) {
        return Map.of(
                "accepts_sends", others, "delivers", delivers, "keeps", others, "history", others);
    }

    private static void isShown(int port, Map<String, String> wanted) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            Map<String, String> shown = new TreeMap<>();
                            promises(port)
                                    .path("components")
                                    .properties()
                                    .forEach(
                                            each ->
                                                    shown.put(
                                                            each.getKey(),
                                                            each.getValue()
                                                                    .path("status")
                                                                    .asString()));
                            assertThat(shown).isEqualTo(wanted);
                        });
    }

    private static JsonNode promises(int port) {
        return new RestClient(URI.create("http://127.0.0.1:" + port))
                .get("/actuator/health/promises")
                .body();
    }
}
