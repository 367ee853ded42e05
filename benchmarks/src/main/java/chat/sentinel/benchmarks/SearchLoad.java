package chat.sentinel.benchmarks;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.StompClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// One person who searches all that N others wrote to him, while they go on writing; and how soon
/// what is written is found.
final class SearchLoad {
    private static final int FILL_RATE = 2_500;
    private static final int UNDER_WAY = 2_000;
    private static final int SEARCHERS = 2;
    private static final long PATIENCE_SECONDS = 600;
    private static final long HIGHEST_MICROS = 120_000_000;

    private final Options options;
    private final Machine machine;
    private final List<Accounts.SignedIn> users;
    private final RestClient searcher;

    SearchLoad(Options options) {
        this.options = options;
        this.machine = new Machine(options);
        this.users =
                new Accounts(options.gateway(), options.folder()).signIn(options.connections() + 1);
        this.searcher = new RestClient(options.gateway()).with(users.getFirst().accessToken());
    }

    /// @return whether everything that was written was found
    boolean run() throws Exception {
        long there = startChats();
        long missing = Math.max(0, options.messages() - there);
        int seconds = options.warmUp() + options.seconds();
        int more = options.rate() * seconds;
        Ledger ledger = new Ledger((int) missing + more, 0);
        List<Talker> writers = connect(ledger);
        try {
            fill(writers, ledger, (int) missing);
            System.out.printf(
                    "%d messages in %d chats, all of one person; %d/s more, %d searches at a time, %d s%n",
                    there + missing, writers.size(), options.rate(), SEARCHERS, options.seconds());
            return measure(writers, ledger, (int) missing, more);
        } finally {
            writers.forEach(Talker::close);
        }
    }

    /// @return how many messages there are in them
    private long startChats() {
        for (Accounts.SignedIn peer : peers()) {
            RestClient.Answer answer =
                    searcher.post("/users/chat", Map.of("user_id", peer.userId()));
            if (answer.status() != 200 && answer.status() != 201) {
                throw new IllegalStateException("no chat: " + answer.raw().body());
            }
        }
        long messages = 0;
        String cursor = "";
        do {
            JsonNode page = searcher.get("/users/chat?page_size=100" + cursor).expect(200);
            for (JsonNode chat : page.path("chats")) {
                // The first entry is the beginning of the chat.
                messages += Math.max(0, chat.path("last_seq").asLong() - 1);
            }
            cursor =
                    page.path("next_cursor").isString()
                            ? "&cursor=" + page.path("next_cursor").asString()
                            : "";
        } while (!cursor.isEmpty());
        return messages;
    }

    private List<Accounts.SignedIn> peers() {
        return users.subList(1, users.size());
    }

    private List<Talker> connect(Ledger ledger) {
        URI socket = URI.create("ws://" + options.gateway().getAuthority() + "/chat");
        UserId me = UserId.parse(users.getFirst().userId());
        List<Talker> writers = new ArrayList<>();
        for (Accounts.SignedIn peer : peers()) {
            String chat = ChatId.ofPair(me, UserId.parse(peer.userId())).toString();
            Talker writer = new Talker(writers.size(), peer.userId(), chat, ledger);
            CompletableFuture<StompClient> connected =
                    StompClient.connect(socket, peer.accessToken(), writer);
            writer.connected(connected.orTimeout(30, TimeUnit.SECONDS).join());
            writers.add(writer);
        }
        return writers;
    }

    private void fill(List<Talker> writers, Ledger ledger, int missing) throws Exception {
        if (missing == 0) {
            return;
        }
        System.out.println("  writing " + missing + " messages, once");
        long before = found();
        long start = System.nanoTime();
        for (int i = 0; i < missing; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / FILL_RATE;
            while (System.nanoTime() < due || i - ledger.acceptedCount() > UNDER_WAY) {
                LockSupport.parkNanos(100_000);
            }
            writers.get(i % writers.size()).send(ledger.due(i, due), Words.message());
            if (i % 50_000 == 0 && i > 0) {
                System.out.println("  " + i);
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (found() - before < missing && System.nanoTime() < deadline) {
            Thread.sleep(500);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "  written and indexed in %.0f s, %.0f/s%n",
                seconds,
                missing / seconds);
    }

    /// Messages that search-service has told to be found since it started.
    private long found() {
        return new RestClient(
                        URI.create(
                                "http://127.0.0.1:"
                                        + machine.stack().ports().searchServiceManagement()))
                .get("/actuator/metrics/sentinel.search.log_to_found")
                .body()
                .path("measurements")
                .valueStream()
                .filter(one -> one.path("statistic").asString("").equals("COUNT"))
                .mapToLong(one -> one.path("value").asLong())
                .findFirst()
                .orElse(0);
    }

    private boolean measure(List<Talker> writers, Ledger ledger, int first, int more)
            throws Exception {
        Map<String, Histogram> searches = new LinkedHashMap<>();
        AtomicBoolean counted = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        Histogram fresh = new ConcurrentHistogram(HIGHEST_MICROS, 3);
        Map<String, Double> before = Map.of();
        Map<String, Double> after;
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> running = new ArrayList<>();
            for (Map.Entry<String, Supplier<String>> kind : kinds().entrySet()) {
                Histogram times = new ConcurrentHistogram(HIGHEST_MICROS, 3);
                searches.put(kind.getKey(), times);
            }
            for (int i = 0; i < SEARCHERS; i++) {
                running.add(threads.submit(() -> search(searches, counted, over)));
            }
            running.add(threads.submit(() -> becomesFound(fresh, counted, over)));
            Pace pace = Pace.startingSoon(options.rate());
            int warmUp = options.rate() * options.warmUp();
            for (int i = 0; i < more; i++) {
                long due = pace.await(i);
                if (i == warmUp) {
                    counted.set(true);
                    before = machine.cpuMillis();
                }
                writers.get(i % writers.size()).send(ledger.due(first + i, due), Words.message());
            }
            after = machine.cpuMillis();
            over.set(true);
            for (Future<?> one : running) {
                one.get();
            }
        }
        searches.forEach((kind, times) -> print(kind, times));
        print("sent, then found", fresh);
        Map<String, Long> cost = new LinkedHashMap<>();
        for (Map.Entry<String, Double> process : after.entrySet()) {
            double spent =
                    process.getValue() - before.getOrDefault(process.getKey(), process.getValue());
            cost.put(process.getKey(), Math.round(spent / options.seconds()));
        }
        System.out.println("  CPU, ms a second  " + cost);
        return fresh.getTotalCount() > 0;
    }

    private static Map<String, Supplier<String>> kinds() {
        Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
        kinds.put("a word", () -> Words.any() + " ");
        kinds.put("two words", () -> Words.any() + " " + Words.any() + " ");
        kinds.put("as one types", () -> Words.any().substring(0, 4));
        kinds.put("a phrase", () -> "\"" + Words.word(1) + " " + Words.any() + "\"");
        return kinds;
    }

    private void search(Map<String, Histogram> times, AtomicBoolean counted, AtomicBoolean over) {
        List<Map.Entry<String, Supplier<String>>> kinds = List.copyOf(kinds().entrySet());
        while (!over.get()) {
            var kind = kinds.get(ThreadLocalRandom.current().nextInt(kinds.size()));
            long start = System.nanoTime();
            hits(kind.getValue().get());
            Histogram ofKind = times.get(kind.getKey());
            if (counted.get() && ofKind != null) {
                ofKind.recordValue((System.nanoTime() - start) / 1_000);
            }
        }
    }

    private int hits(String text) {
        return searcher.get("/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                .expect(200)
                .path("hits")
                .size();
    }

    /// A word that nobody has said yet, until it is found.
    private void becomesFound(Histogram times, AtomicBoolean counted, AtomicBoolean over) {
        RestClient writer = new RestClient(options.gateway()).with(users.getLast().accessToken());
        String chat =
                ChatId.ofPair(
                                UserId.parse(users.getFirst().userId()),
                                UserId.parse(users.getLast().userId()))
                        .toString();
        while (!over.get()) {
            String word = "x" + UUID.randomUUID().toString().replace("-", "");
            long start = System.nanoTime();
            writer.post(
                            "/users/chat/" + chat + "/messages",
                            Map.of(
                                    "message_id",
                                    CommandId.next().toString(),
                                    "type",
                                    "text",
                                    "content",
                                    word))
                    .expect(202);
            while (hits("\"" + word + "\"") == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            if (counted.get()) {
                times.recordValue((System.nanoTime() - start) / 1_000);
            }
        }
    }

    private static void print(String what, Histogram micros) {
        System.out.printf(
                Locale.ROOT,
                "  %-16s  %d   p50 %.1f ms   p99 %.1f ms   max %.1f ms%n",
                what,
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
