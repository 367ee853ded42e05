package chat.sentinel.benchmarks;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// People in pairs, none of whom has a socket: each message is pushed to the other's phone, or
/// merged into a push that waits. A message counts from the time at which it was due to be sent
/// until Firebase's stand-in has the push that tells of it, alone or with others.
final class PushLoad {
    private static final int PATIENCE_SECONDS = 60;
    private static final int SENDERS = 16;

    /// The stand-in keeps no more than 10,000 pushes.
    private static final int MOST = 9_000;

    private static final Set<String> NOT_COUNTED = Set.of("clients", "fcm-stand-in");

    private final Options options;
    private final Machine machine;
    private final RestClient standIn;

    /// When each message was due, by the phone that is to be told, in their order.
    private final Map<String, Queue<Instant>> due = new ConcurrentHashMap<>();

    private Instant since = Instant.EPOCH;

    PushLoad(Options options) {
        this.options = options;
        this.machine = new Machine(options);
        this.standIn =
                new RestClient(
                        URI.create("http://127.0.0.1:" + machine.stack().ports().fcmStandIn()));
    }

    /// @param peersPhone whom his messages go to
    private record Person(RestClient rest, String chat, String peersPhone) {}

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
        int messages = options.rate() * options.seconds();
        if (warmUp + messages > MOST) {
            throw new IllegalStateException(
                    "the stand-in keeps what " + MOST + " messages bring, not " + messages);
        }
        since = Instant.now();
        send(people, warmUp);
        awaitTold(warmUp);
        Map<String, Double> before = machine.cpuMillis();
        due.clear();
        since = Instant.now();
        send(people, messages);
        awaitTold(messages);
        Map<String, Double> after = machine.cpuMillis();
        return report(messages, before, after);
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
            own.put("/devices/bench", Map.of("platform", "android", "token", phone(account)))
                    .expect(200);
            people.add(
                    new Person(
                            own,
                            ChatId.ofPair(
                                            UserId.parse(account.userId()),
                                            UserId.parse(peer.userId()))
                                    .toString(),
                            phone(peer)));
        }
        return people;
    }

    private static String phone(Accounts.SignedIn account) {
        return "bench-phone-" + account.userId();
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
        due.computeIfAbsent(sender.peersPhone(), _ -> new ConcurrentLinkedQueue<>()).add(dueAt);
        RestClient.Answer answer =
                sender.rest()
                        .post(
                                "/users/chat/" + sender.chat() + "/messages",
                                Map.of("message_id", id, "type", "text", "content", content));
        if (answer.status() >= 300) {
            throw new IllegalStateException("not accepted: " + answer.raw().body());
        }
    }

    /// @param at when the stand-in had it
    /// @param messages how many it tells of
    private record Told(String phone, Instant at, String messageId, int messages) {}

    /// What phones were told of since, in its order.
    private List<Told> told() {
        List<Told> told = new ArrayList<>();
        standIn.get("/sent")
                .expect(200)
                .path("sent")
                .forEach(
                        push -> {
                            JsonNode message = push.path("message");
                            JsonNode data = message.path("data");
                            String phone = message.path("token").asString("");
                            Instant at = Instant.parse(TestUser.text(push, "at"));
                            if (phone.startsWith("bench-phone-")
                                    && at.isAfter(since)
                                    && data.has("messages")) {
                                told.add(
                                        new Told(
                                                phone,
                                                at,
                                                TestUser.text(data, "message_id"),
                                                Integer.parseInt(TestUser.text(data, "messages"))));
                            }
                        });
        return told;
    }

    private static long messages(List<Told> told) {
        return told.stream().mapToLong(Told::messages).sum();
    }

    private void awaitTold(long messages) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (messages(told()) < messages && System.nanoTime() < deadline) {
            TimeUnit.SECONDS.sleep(2);
        }
    }

    private boolean report(int messages, Map<String, Double> before, Map<String, Double> after) {
        List<Told> told = told();
        Histogram latency = new Histogram(120_000_000, 3);
        Set<String> ids = new HashSet<>();
        for (Told push : told) {
            ids.add(push.messageId());
            Queue<Instant> waiting = due.getOrDefault(push.phone(), new ArrayDeque<>());
            for (int i = 0; i < push.messages(); i++) {
                Instant dueAt = waiting.poll();
                if (dueAt != null) {
                    latency.recordValue(
                            Math.max(0, Duration.between(dueAt, push.at()).toNanos() / 1_000));
                }
            }
        }
        int repeated = told.size() - ids.size();
        System.out.printf(
                Locale.ROOT,
                "  message to push    p50 %.1f ms   p99 %.1f ms   p99.9 %.1f ms   max %.1f ms%n"
                        + "  %d messages, told of %d in %d pushes, repeated %d%n",
                latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(99) / 1e3,
                latency.getValueAtPercentile(99.9) / 1e3,
                latency.getMaxValue() / 1e3,
                messages,
                messages(told),
                told.size(),
                repeated);
        Map<String, Long> cost = new LinkedHashMap<>();
        after.forEach(
                (process, millis) -> {
                    if (!NOT_COUNTED.contains(process)) {
                        double spent = millis - before.getOrDefault(process, 0.0);
                        cost.put(process, Math.round(1e3 * spent / messages));
                    }
                });
        System.out.println("  CPU, µs a message  " + cost);
        return messages(told) == messages && repeated == 0;
    }
}
