package chat.sentinel.user.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.testkit.Backends;
import chat.sentinel.user.Answer;
import chat.sentinel.user.RunningService;
import chat.sentinel.user.TestClient;
import chat.sentinel.user.UserServiceApplication;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/// Stores that go away and come back, with a service of its own.
class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String topic = "user.events." + UUID.randomUUID();
    private final String database = Backends.postgres().freshDatabase();
    private final String kafka = Backends.kafka().bootstrapServers();

    @Test
    void tellsLaterWhatHappenedWhileKafkaWasAwayEvenIfItIsKilledInBetween() throws Exception {
        UserId anna;
        try (ConfigurableApplicationContext service = start(database, "127.0.0.1:1")) {
            Answer registered = register(service);
            assertThat(registered.status()).isEqualTo(201);
            anna = UserId.parse(registered.field("user_id"));
            await().atMost(PATIENCE).until(() -> ready(service) == 200);
        }

        try (ConfigurableApplicationContext service = start(database, kafka);
                UserTopic events = UserTopic.read(kafka, topic)) {
            assertThat(events.of(anna, 1, PATIENCE))
                    .extracting(UserEvent::getFactCase)
                    .containsExactly(UserEvent.FactCase.REGISTERED);
            assertThat(register(service).status()).isEqualTo(201);
        }
    }

    @Test
    void saysSoInTimeWhenPostgresIsAwayAndServesAgainWhenItIsBack() throws Exception {
        URI address = URI.create(database.substring("jdbc:".length()));
        try (BreakableProxy proxy = BreakableProxy.to(address.getHost(), address.getPort());
                ConfigurableApplicationContext service =
                        start(
                                "jdbc:postgresql://127.0.0.1:" + proxy.port() + address.getPath(),
                                kafka)) {
            assertThat(register(service).status()).isEqualTo(201);

            proxy.breakDown();
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                register(service)
                        .isProblem(
                                503,
                                "store_unavailable",
                                "A store is unavailable; ask again",
                                true);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(5));
            }

            proxy.repair();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(register(service).status()).isEqualTo(201));
        }
    }

    private ConfigurableApplicationContext start(String jdbcUrl, String bootstrapServers) {
        return new SpringApplicationBuilder(UserServiceApplication.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + jdbcUrl,
                        "--spring.datasource.username=" + Backends.postgres().username(),
                        "--spring.datasource.password=" + Backends.postgres().password(),
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--sentinel.events.topic=" + topic,
                        "--sentinel.events.blocks-topic=user.blocks." + UUID.randomUUID(),
                        "--sentinel.tokens.revocations-topic=" + topic,
                        "--sentinel.tokens.issuer=https://test.sentinel.invalid",
                        "--sentinel.signing.keyset=" + RunningService.KEYSET,
                        "--sentinel.passwords.memory=1MB",
                        "--sentinel.passwords.iterations=1");
    }

    private static Answer register(ConfigurableApplicationContext service) {
        String name = "u" + UUID.randomUUID().toString().substring(0, 8);
        return TestClient.at(port(service, "local.server.port"))
                .post(
                        "/register",
                        "{\"username\": \"%s\", \"password\": \"12345678\", \"email\": \"%s@example.org\"}"
                                .formatted(name, name));
    }

    private static int ready(ConfigurableApplicationContext service) {
        return TestClient.at(port(service, "local.management.port"))
                .get("/actuator/health/readiness")
                .status();
    }

    private static int port(ConfigurableApplicationContext service, String name) {
        assertThat(service).isInstanceOf(WebServerApplicationContext.class);
        return service.getEnvironment().getRequiredProperty(name, Integer.class);
    }
}
