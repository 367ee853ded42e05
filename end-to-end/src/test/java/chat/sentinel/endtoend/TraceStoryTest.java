package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.endtoend.TraceCollector.Hop;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// One trace, from the client's SEND to the last recipient, the index and the push.
class TraceStoryTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CONTENT = "of the heron not a word";

    private final String traceId = hex(16);
    private final String clientsSpan = hex(8);

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        random[0] = 1;
        return HexFormat.of().formatHex(random);
    }

    private String traceparent() {
        return "00-" + traceId + "-" + clientsSpan + "-01";
    }

    @Test
    void aMessageIsFollowedToEverybodyWhomItReaches() {
        List<RunningSystem.Registered> accounts =
                List.of(
                        RunningSystem.register(),
                        RunningSystem.register(),
                        RunningSystem.register());
        RunningSystem.Registered away = accounts.get(2);
        new RestClient(RunningSystem.gateway())
                .with(away.accessToken())
                .put("/devices/phone", Map.of("platform", "android", "token", "p" + traceId))
                .expect(200);
        List<TestUser> here = RunningSystem.connect(accounts.subList(0, 2));
        TestUser ana = here.get(0);
        TestUser ben = here.get(1);
        try (ana;
                ben;
                TestUser cleo =
                        new TestUser(RunningSystem.gateway(), away.userId(), away.accessToken())) {
            String group = ana.makesGroup("a trace", ben, cleo);
            String id = TestUser.newId();
            ana.socket()
                    .sendWith(
                            "/app/send_message",
                            JSON.writeValueAsString(
                                            Map.of(
                                                    "message_id", id,
                                                    "chat_id", group,
                                                    "type", "text",
                                                    "content", CONTENT))
                                    .getBytes(StandardCharsets.UTF_8),
                            Map.of("traceparent", traceparent()));
            String seq = ben.awaitMessage(id).path("message").path("seq").asString();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () ->
                                    assertThat(TraceCollector.of(traceId))
                                            .extracting(Hop::name)
                                            .containsExactlyInAnyOrder(
                                                    "accept", "own", "deliver", "deliver", "decide",
                                                    "push", "index"));
            Hop accept = one("message-service", "accept");
            Hop own = one("message-service", "own");
            assertThat(accept.parent()).isEqualTo(clientsSpan);
            assertThat(accept.attributes())
                    .containsEntry("message_id", id)
                    .containsEntry("chat_id", group);
            assertThat(own.parent()).isEqualTo(accept.id());
            assertThat(own.attributes()).containsEntry("seq", seq);
            List<Hop> delivers = named("deliver");
            Hop sent =
                    delivers.stream()
                            .filter(hop -> hop.parent().equals(own.id()))
                            .findFirst()
                            .orElseThrow();
            Hop received = delivers.stream().filter(hop -> hop != sent).findFirst().orElseThrow();
            assertThat(received.parent()).isEqualTo(sent.id());
            assertThat(received.attributes()).containsEntry("sockets", "1");
            Hop decide = one("notification-service", "decide");
            assertThat(decide.parent()).isEqualTo(own.id());
            assertThat(one("notification-service", "push").parent()).isEqualTo(decide.id());
            assertThat(one("search-service", "index").parent()).isEqualTo(own.id());
            assertThat(TraceCollector.of(traceId))
                    .noneMatch(Hop::failed)
                    .allSatisfy(
                            hop ->
                                    assertThat(hop.attributes().values().toString())
                                            .doesNotContain("heron", "p" + traceId)
                                            .doesNotContain(ana.accessToken()));
        }
    }

    @Test
    void aRefusalEndsTheTraceAndSaysWhy() {
        try (TestUser ana = RunningSystem.user()) {
            RestClient.Answer answer =
                    ana.rest.call(
                            "POST",
                            "/users/chat/" + TestUser.newId() + "/messages",
                            JSON.writeValueAsString(
                                    Map.of(
                                            "message_id",
                                            TestUser.newId(),
                                            "type",
                                            "text",
                                            "content",
                                            CONTENT)),
                            Map.of("traceparent", traceparent()));
            assertThat(answer.status()).isEqualTo(404);
            await().untilAsserted(
                            () ->
                                    assertThat(named("accept"))
                                            .singleElement()
                                            .satisfies(hop -> assertThat(hop.failed()).isTrue()));
            // The gateway passes the header on, and the request is a hop of its own, which ends
            // later.
            Hop request =
                    await().until(
                                    () ->
                                            TraceCollector.of(traceId).stream()
                                                    .filter(hop -> hop.parent().equals(clientsSpan))
                                                    .findFirst(),
                                    Optional::isPresent)
                            .orElseThrow();
            assertThat(request.name()).startsWith("http post");
            assertThat(named("accept").getFirst().parent()).isEqualTo(request.id());
        }
    }

    private List<Hop> named(String name) {
        return TraceCollector.of(traceId).stream().filter(hop -> hop.name().equals(name)).toList();
    }

    private Hop one(String service, String name) {
        List<Hop> found =
                named(name).stream().filter(hop -> hop.service().equals(service)).toList();
        assertThat(found).as(service + " " + name).hasSize(1);
        return found.getFirst();
    }
}
