package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.localstack.Stack;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is pushed while notification-service dies, counted at Firebase's stand-in.
class PushFaultsTest {
    private static final int PEOPLE = 10;
    private static final int MESSAGES = 40;

    /// Pushes that one instance may have under way.
    private static final int UNDER_WAY = 180;

    private record Recipient(RunningSystem.Registered account, String chat, String token) {}

    /// A push, and the entries that it tells of.
    private record Told(long firstSeq, long seq) {
        static Told of(JsonNode data) {
            long seq = Long.parseLong(data.path("seq").asString());
            return new Told(seq - Long.parseLong(data.path("messages").asString()) + 1, seq);
        }
    }

    @Test
    void aKillSkipsNobodyAndRepeatsOnlyWhatWasUnderWay() throws InterruptedException {
        Stack stack = RunningSystem.stack();
        try (TestUser ben = RunningSystem.user()) {
            List<Recipient> recipients = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                recipients.add(recipient(ben));
            }
            for (int message = 0; message < MESSAGES; message++) {
                if (message == MESSAGES / 2) {
                    stack.kill(Stack.NOTIFICATION_SERVICE);
                }
                for (Recipient recipient : recipients) {
                    ben.sends(recipient.chat(), "message " + message);
                }
                Thread.sleep(100);
            }
            stack.up(Stack.NOTIFICATION_SERVICE);

            // The chat's first entry is its creation.
            Set<Long> all = new HashSet<>(LongStream.rangeClosed(2, MESSAGES + 1).boxed().toList());
            int repeated = 0;
            for (Recipient recipient : recipients) {
                await().atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(toldOf(recipient)).containsAll(all));
                List<Long> told = toldOf(recipient);
                assertThat(new HashSet<>(told)).isEqualTo(all);
                repeated += told.size() - all.size();
            }
            assertThat(repeated).isLessThanOrEqualTo(UNDER_WAY);
        } finally {
            stack.up(Stack.NOTIFICATION_SERVICE);
        }
    }

    private static Recipient recipient(TestUser ben) {
        RunningSystem.Registered account = RunningSystem.register();
        String token = "phone-" + account.userId();
        new RestClient(RunningSystem.gateway())
                .with(account.accessToken())
                .put("/devices/phone", Map.of("platform", "android", "token", token))
                .expect(200);
        return new Recipient(account, ben.startsChatWith(account.userId()), token);
    }

    /// The entries that the device was told of, one that was told twice twice.
    private static List<Long> toldOf(Recipient recipient) {
        URI standIn = URI.create("http://127.0.0.1:" + RunningSystem.stack().ports().fcmStandIn());
        return new RestClient(standIn)
                .get("/sent?token=" + recipient.token())
                .expect(200)
                .path("sent")
                .valueStream()
                .map(sent -> sent.path("message").path("data"))
                .filter(data -> "received_message".equals(TestUser.text(data, "event")))
                .map(Told::of)
                .flatMap(told -> LongStream.rangeClosed(told.firstSeq(), told.seq()).boxed())
                .toList();
    }
}
