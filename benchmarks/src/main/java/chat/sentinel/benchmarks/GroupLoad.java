package chat.sentinel.benchmarks;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.StompClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// One group in which every member is connected, and private chats beside it: how fast a message
/// comes to all, and what that costs those who have nothing to do with it.
final class GroupLoad {
    private static final int BESIDE = 100;
    private static final int BESIDE_RATE = 50;
    private static final int CONNECT_AT_ONCE = 50;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Options options;
    private final Machine machine;
    private final RestClient rest;

    GroupLoad(Options options) {
        this.options = options;
        this.machine = new Machine(options);
        this.rest = new RestClient(options.gateway());
    }

    /// @return whether everybody heard everything, once and in order
    boolean run() throws InterruptedException {
        int size = options.connections();
        List<Accounts.SignedIn> users =
                new Accounts(options.gateway(), options.folder()).signIn(size + BESIDE);
        List<Accounts.SignedIn> members = users.subList(0, size);
        int warmUp = options.rate() * options.warmUp();
        Ledger ledger = new Ledger(warmUp + options.rate() * options.seconds(), warmUp);
        // Both together to warm up, then the private chats alone, then both.
        int besideWarm = BESIDE_RATE * options.warmUp();
        int besideAlone = besideWarm + BESIDE_RATE * options.seconds();
        int besideAll = besideAlone + BESIDE_RATE * options.seconds();
        Ledger beside = new Ledger(besideAll, besideWarm);
        GroupMember.Heard heard = GroupMember.Heard.nothing(ledger);
        String group = group(members);
        List<StompClient> sockets = connect(members, heard);
        try (Pairs pairs = Pairs.connect(options, users.subList(size, users.size()), beside)) {
            System.out.printf(
                    "a group of %d connected members, %d messages/s of %d characters for %d s; beside it %d people in pairs, %d messages/s%n",
                    size, options.rate(), options.size(), options.seconds(), BESIDE, BESIDE_RATE);
            Thread talk = Thread.ofPlatform().start(() -> talk(pairs, beside, besideAll));
            send(sockets, group, ledger, 0, warmUp);
            Map<String, Double> start = machine.cpuMillis();
            TimeUnit.SECONDS.sleep(options.seconds());
            Map<String, Double> before = machine.cpuMillis();
            Pace pace = send(sockets, group, ledger, warmUp, options.rate() * options.seconds());
            talk.join();
            long expected = (long) options.rate() * options.seconds() * size;
            double seconds = awaitAll(heard, expected, beside, pace);
            Map<String, Double> after = machine.cpuMillis();
            print(heard, expected, seconds);
            printCpu(expected, start, before, after);
            Load.print(
                    "beside, alone", beside.deliveries(besideWarm, besideAlone), options.seconds());
            Load.print(
                    "beside, with it",
                    beside.deliveries(besideAlone, besideAll),
                    options.seconds());
            if (!beside.isComplete()) {
                Ledger.Result missing = beside.result();
                System.out.printf(
                        "  beside it: not accepted %d, not delivered live %d, gaps %d, other events %s%n",
                        missing.notAccepted(),
                        missing.notLive() + missing.lost(),
                        missing.gaps(),
                        missing.others());
            }
            return heard.deliveries().sum() == expected
                    && heard.repeated().sum() == 0
                    && heard.gaps().sum() == 0
                    && beside.isComplete();
        } finally {
            sockets.forEach(StompClient::close);
        }
    }

    private void talk(Pairs pairs, Ledger beside, int messages) {
        String content = "x".repeat(options.size());
        Pace pace = Pace.startingSoon(BESIDE_RATE);
        for (int i = 0; i < messages; i++) {
            long due = pace.await(i);
            pairs.talkers.get(i % BESIDE).send(beside.due(i, due), content);
        }
    }

    private Pace send(List<StompClient> sockets, String group, Ledger ledger, int from, int count) {
        String content = "x".repeat(options.size());
        Pace pace = Pace.startingSoon(options.rate());
        for (int i = 0; i < count; i++) {
            long due = pace.await(i);
            sockets.get((from + i) % sockets.size())
                    .send(
                            "/app/send_message",
                            ("{\"message_id\":\""
                                            + ledger.due(from + i, due)
                                            + "\",\"chat_id\":\""
                                            + group
                                            + "\",\"type\":\"text\",\"content\":\""
                                            + content
                                            + "\"}")
                                    .getBytes(StandardCharsets.US_ASCII),
                            null);
        }
        return pace;
    }

    /// @return seconds from when the first was due until the last was there
    private static double awaitAll(GroupMember.Heard heard, long expected, Ledger beside, Pace pace)
            throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        double seconds = pace.seconds();
        while (heard.deliveries().sum() < expected && System.nanoTime() < deadline) {
            Thread.sleep(5);
            seconds = pace.seconds();
        }
        while (!beside.isComplete() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        return seconds;
    }

    /// The group of these members, of an earlier run where there is one.
    private String group(List<Accounts.SignedIn> members) throws InterruptedException {
        String title = "bench of " + members.size();
        RestClient owner = rest.with(members.getFirst().accessToken());
        for (JsonNode chat : owner.get("/users/chat?page_size=100").expect(200).path("chats")) {
            if (title.equals(chat.path("title").asString(""))
                    && chat.path("member_count").asInt() == members.size()) {
                return chat.path("chat_id").asString();
            }
        }
        Map<String, Object> request = new HashMap<>();
        request.put("request_id", TestUser.newId());
        request.put("title", title);
        request.put("member_ids", members.stream().skip(1).map(m -> m.userId()).toList());
        // New users become known within seconds, and the same request is harmless to repeat.
        RestClient.Answer answer = owner.post("/users/chat", request);
        for (int i = 0; i < 30 && (answer.status() == 404 || answer.status() == 202); i++) {
            TimeUnit.SECONDS.sleep(1);
            answer = owner.post("/users/chat", request);
        }
        return answer.expect(answer.status() == 200 ? 200 : 201).path("chat_id").asString();
    }

    private List<StompClient> connect(List<Accounts.SignedIn> members, GroupMember.Heard heard) {
        URI socket = URI.create("ws://" + options.gateway().getAuthority() + "/chat");
        List<StompClient> sockets = new ArrayList<>();
        for (int from = 0; from < members.size(); from += CONNECT_AT_ONCE) {
            List<CompletableFuture<StompClient>> opening =
                    members.subList(from, Math.min(from + CONNECT_AT_ONCE, members.size())).stream()
                            .map(
                                    member ->
                                            StompClient.connect(
                                                            socket,
                                                            member.accessToken(),
                                                            new GroupMember(heard))
                                                    .orTimeout(30, TimeUnit.SECONDS))
                            .toList();
            opening.forEach(each -> sockets.add(each.join()));
        }
        return sockets;
    }

    private static void print(GroupMember.Heard heard, long expected, double seconds) {
        Load.print("acknowledged", heard.ledger().result().acknowledgement(), seconds);
        Load.print("delivered", heard.micros().getIntervalHistogram(), seconds);
        System.out.printf(
                "  deliveries %d of %d, repeated %d, gaps %d, other events %s%n",
                heard.deliveries().sum(),
                expected,
                heard.repeated().sum(),
                heard.gaps().sum(),
                heard.ledger().result().others());
    }

    /// Beyond what the private chats cost alone in the same time.
    private static void printCpu(
            long deliveries,
            Map<String, Double> start,
            Map<String, Double> before,
            Map<String, Double> after) {
        StringBuilder cpu = new StringBuilder("  CPU, µs a delivery");
        after.forEach(
                (name, millis) -> {
                    double then = before.getOrDefault(name, millis);
                    double alone = then - start.getOrDefault(name, then);
                    cpu.append(
                            String.format(
                                    Locale.ROOT,
                                    "  %s=%.1f",
                                    name,
                                    (millis - then - alone) * 1_000 / deliveries));
                });
        System.out.println(cpu);
    }
}
