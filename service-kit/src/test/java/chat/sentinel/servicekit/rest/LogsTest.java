package chat.sentinel.servicekit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A line of the log says which request and which trace it belongs to, as text and as JSON.
@ExtendWith(OutputCaptureExtension.class)
class LogsTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String W3C = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Test
    void asJson(CapturedOutput output) throws Exception {
        String requestId = fail("--logging.structured.format.console=ecs", "traceparent", W3C);
        JsonNode line =
                output.getOut()
                        .lines()
                        .filter(each -> each.contains("Unexpected failure"))
                        .map(JsonMapper.shared()::readTree)
                        .findFirst()
                        .orElseThrow();
        assertThat(line.path("request_id").asString()).isEqualTo(requestId);
        assertThat(line.path("traceId").asString()).isEqualTo(TRACE);
        assertThat(line.path("log").path("level").asString()).isEqualTo("ERROR");
        assertThat(line.path("service").path("name").asString()).isEqualTo("kit");
    }

    @Test
    void asText(CapturedOutput output) throws Exception {
        String requestId = fail("--logging.structured.format.console=", "traceparent", W3C);
        assertThat(output.getOut().lines())
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "[" + requestId + " " + TRACE + "]",
                                                "Unexpected failure"));
    }

    /// The gateway drops `traceparent` only.
    @Test
    void noOtherHeaderNamesATrace(CapturedOutput output) throws Exception {
        String requestId =
                fail("--logging.structured.format.console=", "b3", TRACE + "-b7ad6b7169203331-1");
        assertThat(output.getOut()).contains(requestId).doesNotContain(TRACE);
    }

    /// @return the id of a request that met a defect
    private static String fail(String format, String header, String value) throws Exception {
        try (TestIssuer issuer = TestIssuer.start();
                ConfigurableApplicationContext service =
                        SpringApplication.run(
                                RestApplication.class,
                                format,
                                "--server.port=0",
                                "--management.server.port=0",
                                "--spring.application.name=kit",
                                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                                "--sentinel.tokens.issuer=" + issuer.issuer(),
                                "--sentinel.tokens.jwks-uri=" + issuer.jwksUri(),
                                // Nobody listens there, which disturbs nobody.
                                "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:9/v1/traces");
                HttpClient client = HttpClient.newHttpClient()) {
            String token =
                    issuer.token(new UserId(UUID.randomUUID()), new SessionId(UUID.randomUUID()));
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + service.getEnvironment()
                                                                    .getProperty(
                                                                            "local.server.port")
                                                            + "/fails/badly"))
                                    .header("Authorization", "Bearer " + token)
                                    .header(header, value)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(500);
            return JsonMapper.shared().readTree(answer.body()).path("request_id").asString();
        }
    }
}
