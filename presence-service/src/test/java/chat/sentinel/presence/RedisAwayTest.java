package chat.sentinel.presence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.testkit.client.RestClient;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/// An instance that finds no Redis.
class RedisAwayTest {
    private static final PresenceCluster CLUSTER = PresenceCluster.shared();

    @Test
    void whoAsksIsToldToAskAgain() {
        Person ana = new Person();
        try (ConfigurableApplicationContext instance =
                CLUSTER.start(
                        Map.of(
                                "spring.data.redis.url",
                                "redis://127.0.0.1:1",
                                "sentinel.topics.group",
                                "presence-without-redis"))) {
            RestClient rest =
                    new RestClient(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + instance.getEnvironment()
                                                            .getProperty("local.server.port")))
                            .with(CLUSTER.issuer().token(ana.id, ana.device));
            List<RestClient.Answer> answers =
                    List.of(
                            rest.get("/users/user_activity?username=" + ana.name),
                            rest.get("/users/last_active?user_id=" + ana.id),
                            rest.get("/users/update-last-active?user_id=" + ana.id),
                            rest.post(
                                    "/users/presence/query",
                                    Map.of("user_ids", List.of(ana.id.toString()))),
                            rest.put("/users/me/status", Map.of("kind", "busy")));
            assertThat(answers)
                    .allSatisfy(
                            answer -> {
                                assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
                                assertThat(answer.body().path("code").asString())
                                        .isEqualTo("store_unavailable");
                                assertThat(answer.body().path("retryable").booleanValue()).isTrue();
                            });
        }
    }
}
