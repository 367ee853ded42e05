package chat.sentinel.benchmarks;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// Many users whom nodes say to be alive every 20 s, as nodes of message-service would, and some
/// real ones who come and go while somebody watches each.
final class PresenceLoad {
    private static final int WATCHED = 40;
    private static final int AT_ONCE = 4;

    /// So many leaves in a minute are not damped.
    private static final int ROUNDS = 3;

    private static final String PRESENCE = "presence-service";
    private static final List<String> PROCESSES =
            List.of(PRESENCE, "redis", "kafka", "message-service-1", "message-service-2");

    private final Options options;
    private final Machine machine;
    private final RestClient operators;

    PresenceLoad(Options options) {
        this.options = options;
        this.machine = new Machine(options);
        this.operators =
                new RestClient(
                        URI.create(
                                "http://127.0.0.1:"
                                        + machine.stack().ports().presenceServiceManagement()));
    }

    boolean run() throws InterruptedException {
        measure("nobody active");
        try (Beats beats =
                new Beats(machine.stack().kafkaBootstrapServers(), options.connections())) {
            double before = counter("sentinel.presence.changes");
            long began = System.nanoTime();
            beats.start();
            while (counter("sentinel.presence.changes") - before < options.connections()) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d users became active in %.1f s%n",
                    options.connections(),
                    (System.nanoTime() - began) / 1e9);
            TimeUnit.SECONDS.sleep(options.warmUp());
            measure(options.connections() + " active");
            boolean seen = watch();
            before = counter("sentinel.presence.changes");
            beats.close();
            long silent = System.nanoTime();
            while (counter("sentinel.presence.changes") - before < options.connections()) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            System.out.printf(
                    Locale.ROOT,
                    "all at once fell silent: the last became inactive %.1f s after%n",
                    (System.nanoTime() - silent) / 1e9);
            return seen;
        }
    }

    /// CPU and memory while nothing else happens, and what a look at one shard costs.
    private void measure(String what) throws InterruptedException {
        Map<String, Double> before = machine.cpuMillis();
        JsonNode sweepBefore = metric("sentinel.presence.sweep");
        long began = System.nanoTime();
        TimeUnit.SECONDS.sleep(options.seconds());
        double millis = (System.nanoTime() - began) / 1e6;
        Map<String, Double> after = machine.cpuMillis();
        JsonNode sweepAfter = metric("sentinel.presence.sweep");
        System.out.println(what + ":");
        for (String process : PROCESSES) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-18s %5.1f %% of a core   %4d MiB%n",
                    process,
                    100
                            * (after.getOrDefault(process, 0.0) - before.getOrDefault(process, 0.0))
                            / millis,
                    machine.residentMiB(process));
        }
        System.out.printf(
                Locale.ROOT,
                "  a sweep of a shard %.0f us%n",
                1e6
                        * (value(sweepAfter, "TOTAL_TIME") - value(sweepBefore, "TOTAL_TIME"))
                        / (value(sweepAfter, "COUNT") - value(sweepBefore, "COUNT")));
    }

    /// From the opening of a socket, or from its DISCONNECT, to the watcher's event.
    ///
    /// @return whether all were seen
    private boolean watch() throws InterruptedException {
        List<Accounts.SignedIn> people =
                new Accounts(options.gateway(), options.folder()).signIn(2 * WATCHED);
        List<TestUser> watchers = new ArrayList<>();
        List<TestUser> watched = new ArrayList<>();
        for (int i = 0; i < WATCHED; i++) {
            TestUser watcher = user(people.get(2 * i)).connects();
            TestUser other = user(people.get(2 * i + 1));
            watcher.startsChatWith(other.userId);
            watcher.send("/app/watch_presence", Map.of("user_ids", List.of(other.userId)));
            awaitDot(watcher, 0, other.userId, false);
            watchers.add(watcher);
            watched.add(other);
        }
        Histogram came = new Histogram(60_000_000, 3);
        Histogram left = new Histogram(60_000_000, 3);
        try (ExecutorService some = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < WATCHED; i++) {
                TestUser watcher = watchers.get(i);
                TestUser other = watched.get(i);
                var _ = some.submit(() -> comeAndGo(watcher, other, came, left));
            }
        }
        print("connect seen by the watcher", came);
        print("clean disconnect seen", left);
        watchers.forEach(TestUser::close);
        watched.forEach(TestUser::close);
        return left.getTotalCount() == (long) WATCHED * ROUNDS;
    }

    private static void comeAndGo(
            TestUser watcher, TestUser other, Histogram came, Histogram left) {
        for (int round = 0; round < ROUNDS; round++) {
            int heard = watcher.events().size();
            long began = System.nanoTime();
            other.connects();
            awaitDot(watcher, heard, other.userId, true);
            record(came, began);
            heard = watcher.events().size();
            began = System.nanoTime();
            other.socket().frame("DISCONNECT", Map.of());
            awaitDot(watcher, heard, other.userId, false);
            record(left, began);
        }
    }

    private static void record(Histogram micros, long began) {
        synchronized (micros) {
            micros.recordValue((System.nanoTime() - began) / 1_000);
        }
    }

    private TestUser user(Accounts.SignedIn person) {
        return new TestUser(options.gateway(), person.userId(), person.accessToken());
    }

    private static void awaitDot(TestUser watcher, int heard, String userId, boolean active) {
        watcher.awaitEventAfter(
                heard,
                event ->
                        TestUser.is(event, "presence_changed")
                                && userId.equals(TestUser.text(event, "user_id"))
                                && event.path("active").booleanValue() == active);
    }

    private static void print(String what, Histogram micros) {
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.0f ms   p99 %.0f ms   max %.0f ms   (%d times)%n",
                what,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3,
                micros.getTotalCount());
    }

    private double counter(String name) {
        return value(metric(name), "COUNT");
    }

    private JsonNode metric(String name) {
        return operators.get("/actuator/metrics/" + name).expect(200).path("measurements");
    }

    private static double value(JsonNode measurements, String statistic) {
        for (JsonNode each : measurements) {
            if (each.path("statistic").asString().equals(statistic)) {
                return each.path("value").asDouble();
            }
        }
        throw new IllegalStateException(measurements + " has no " + statistic);
    }
}
