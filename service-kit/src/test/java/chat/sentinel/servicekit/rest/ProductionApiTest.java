package chat.sentinel.servicekit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.TestIssuer;
import chat.sentinel.testkit.client.RestClient;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// What a service answers is told to who builds on it, not where real people use it.
class ProductionApiTest {
    private static final TestIssuer issuer = TestIssuer.start();

    @AfterAll
    static void stop() {
        issuer.close();
    }

    @Test
    void theDescriptionIsThere() {
        RestClient.Answer answer = asked("");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("paths").path("/me").isMissingNode()).isFalse();
    }

    @Test
    void inProductionThereIsNone() {
        assertThat(asked("production").status()).isEqualTo(404);
    }

    private static RestClient.Answer asked(String profile) {
        try (ConfigurableApplicationContext service =
                SpringApplication.run(
                        RestApplication.class,
                        "--spring.profiles.active=" + profile,
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--sentinel.tokens.issuer=" + issuer.issuer(),
                        "--sentinel.tokens.jwks-uri=" + issuer.jwksUri())) {
            return new RestClient(
                            URI.create(
                                    "http://127.0.0.1:"
                                            + service.getEnvironment()
                                                    .getProperty("local.server.port")))
                    .get("/v3/api-docs");
        }
    }
}
