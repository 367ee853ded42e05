package chat.sentinel.benchmarks;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// People in pairs, none of whom has a socket: each message is pushed to the other's phone, or
/// merged into a push that waits. A message counts from the time at which it was due to be sent
/// until Firebase's stand-in has a push that tells of it.
final class PushLoad {
    private static final int PATIENCE_SECONDS = 60;
    private static final int SENDERS = 16;

    private final Options options;
    private final Machine machine;
    private final RestClient standIn;
    private final Map<String, Instant> due = new ConcurrentHashMap<>();

    PushLoad(Options options) {
        this.options = options;
        this.machine = new Machine(options);
        this.standIn =
                new RestClient(
                        URI.create("http://127.0.0.1:" + machine.stack().ports().fcmStandIn()));
    }

    private record Person(Accounts.SignedIn account, RestClient rest, String chat, String token) {}

    /// @return whether every message was told, and none twice
    boolean run() throws InterruptedException {
        List<Person> people = people();
        System.out.printf(
                Locale.ROOT,
                "%d people without a socket, a phone each, %d messages/s of %d characters for %d s%n",
                people.size(),
                options.rate(),
                options.size(),
                options.seconds());
        int warmUp = options.rate() * options.warmUp();
        send(people, warmUp);
        Map<String, Double> before = machine.cpuMillis();
        due.clear();
        int messages = options.rate() * options.seconds();
        send(people, messages);
        awaitTold(people, messages);
        Map<String, Double> after = machine.cpuMillis();
        return report(people, messages, before, after);
    }

    private List<Person> people() {
        List<Accounts.SignedIn> accounts =
                new Accounts(options.gateway(), options.folder())
                        .signIn(options.connections() / 2 * 2);
        List<Person> people = new ArrayList<>();
        RestClient rest = new RestClient(options.gateway());
        for (int i = 0; i < accounts.size(); i++) {
            Accounts.SignedIn account = accounts.get(i);
            Accounts.SignedIn peer = accounts.get(i ^ 1);
            RestClient own = rest.with(account.accessToken());
            if (i % 2 == 0) {
                RestClient.Answer chat = own.post("/users/chat", Map.of("user_id", peer.userId()));
                if (chat.status() != 200 && chat.status() != 201) {
                    throw new IllegalStateException("no chat: " + chat.raw().body());
                }
            }
            String token = "bench-phone-" + account.userId();
            own.put("/devices/bench", Map.of("platform", "android", "token", token)).expect(200);
            people.add(
                    new Person(
                            account,
                            own,
                            ChatId.ofPair(
                                            UserId.parse(account.userId()),
                                            UserId.parse(peer.userId()))
                                    .toString(),
                            token));
        }
        return people;
    }

    private void send(List<Person> people, int messages) throws InterruptedException {
        String content = "m".repeat(options.size());
        Pace pace = Pace.startingSoon(options.rate());
        Instant start = Instant.now().plusNanos(pace.startNanos() - System.nanoTime());
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            for (int i = 0; i < messages; i++) {
                pace.await(i);
                Person sender = people.get(i % people.size());
                Instant dueAt = start.plusNanos((long) (i * pace.intervalNanos()));
                senders.execute(() -> send(sender, content, dueAt));
            }
            senders.shutdown();
            if (!senders.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the messages are not accepted");
            }
        }
    }

    private void send(Person sender, String content, Instant dueAt) {
        String id = CommandId.next().toString();
        due.put(id, dueAt);
        RestClient.Answer answer =
                sender.rest()
                        .post(
                                "/users/chat/" + sender.chat() + "/messages",
                                Map.of("message_id", id, "type", "text", "content", content));
        if (answer.status() >= 300) {
            throw new IllegalStateException("not accepted: " + answer.raw().body());
        }
    }

    /// All devices' pushes of these messages, by message.
    private List<JsonNode> pushes(List<Person> people) {
        List<JsonNode> pushes = new ArrayList<>();
        for (Person person : people) {
            standIn.get("/sent?token=" + person.token())
                    .expect(200)
                    .path("sent")
                    .forEach(
                            push -> {
                                String id =
                                        push.path("message")
                                                .path("data")
                                                .path("message_id")
                                                .asString("");
                                if (due.containsKey(id)) {
                                    pushes.add(push);
                                }
                            });
        }
        return pushes;
    }

    private static long told(List<JsonNode> pushes) {
        return pushes.stream()
                .mapToLong(
                        push ->
                                Long.parseLong(
                                        push.path("message")
                                                .path("data")
                                                .path("messages")
                                                .asString("0")))
                .sum();
    }

    private void awaitTold(List<Person> people, long messages) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (told(pushes(people)) < messages && System.nanoTime() < deadline) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private boolean report(
            List<Person> people,
            int messages,
            Map<String, Double> before,
            Map<String, Double> after) {
        List<JsonNode> pushes = pushes(people);
        Histogram latency = new Histogram(120_000_000, 3);
        Map<String, Integer> times = new HashMap<>();
        for (JsonNode push : pushes) {
            JsonNode data = push.path("message").path("data");
            String id = TestUser.text(data, "message_id");
            times.merge(id, 1, Integer::sum);
            Instant came = Instant.parse(TestUser.text(push, "at"));
            Instant dueAt = due.getOrDefault(id, came);
            latency.recordValue(Math.max(0, Duration.between(dueAt, came).toNanos() / 1_000));
        }
        long repeated = times.values().stream().filter(count -> count > 1).count();
        System.out.printf(
                Locale.ROOT,
                "  message to push    p50 %.1f ms   p99 %.1f ms   p99.9 %.1f ms   max %.1f ms%n"
                        + "  %d messages, told of %d in %d pushes, repeated %d%n",
                latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(99) / 1e3,
                latency.getValueAtPercentile(99.9) / 1e3,
                latency.getMaxValue() / 1e3,
                messages,
                told(pushes),
                pushes.size(),
                repeated);
        Map<String, Long> cost = new LinkedHashMap<>();
        after.forEach(
                (process, millis) ->
                        cost.put(
                                process,
                                Math.round(
                                        1e3
                                                * (millis - before.getOrDefault(process, 0.0))
                                                / messages)));
        System.out.println("  CPU, µs a message  " + cost);
        return told(pushes) == messages && repeated == 0;
    }
}
