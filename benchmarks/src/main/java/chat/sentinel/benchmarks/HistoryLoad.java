package chat.sentinel.benchmarks;

import chat.sentinel.testkit.client.RestClient;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// Pages of 50 of one long chat: the newest, one in the middle, the oldest.
final class HistoryLoad {
    private static final int SAMPLES = 500;
    private static final int FILL_RATE = 2_500;

    private final Options options;

    HistoryLoad(Options options) {
        this.options = options;
    }

    boolean run() throws InterruptedException {
        Accounts accounts = new Accounts(options.gateway(), options.folder());
        Options two =
                new Options(
                        "history",
                        2,
                        FILL_RATE,
                        0,
                        0,
                        100,
                        options.messages(),
                        options.gateway(),
                        options.folder(),
                        options.portBase());
        String chatId;
        Ledger ledger = new Ledger(options.messages(), 0);
        try (Pairs pairs = Pairs.connect(two, ledger)) {
            chatId = pairs.talkers.getFirst().chatId();
            RestClient rest =
                    new RestClient(options.gateway())
                            .with(accounts.signIn(2).getFirst().accessToken());
            long stored =
                    rest.get("/users/chat/" + chatId + "?page_size=1")
                            .expect(200)
                            .path("stored_seq")
                            .asLong();
            fill(pairs.talkers, ledger, options.messages() - stored);
        }
        RestClient rest =
                new RestClient(options.gateway()).with(accounts.signIn(2).getFirst().accessToken());
        long head =
                rest.get("/users/chat/" + chatId + "?page_size=1")
                        .expect(200)
                        .path("head_seq")
                        .asLong();
        System.out.printf("a chat of %d entries, pages of 50, %d times each%n", head, SAMPLES);
        measure(rest, "newest", "/users/chat/" + chatId);
        measure(rest, "middle", "/users/chat/" + chatId + "?before_seq=" + head / 2);
        measure(rest, "oldest", "/users/chat/" + chatId + "?before_seq=51");
        return true;
    }

    private static void fill(List<Talker> talkers, Ledger ledger, long missing)
            throws InterruptedException {
        if (missing <= 0) {
            return;
        }
        System.out.println("  writing " + missing + " messages, once");
        long start = System.nanoTime();
        for (int i = 0; i < missing; i++) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / FILL_RATE;
            while (System.nanoTime() < due || i - ledger.acceptedCount() > 2_000) {
                LockSupport.parkNanos(100_000);
            }
            talkers.get(i % 2).send(ledger.due(i, due), "line " + i);
            if (i % 50_000 == 0 && i > 0) {
                System.out.println("  " + i);
            }
        }
        while (ledger.acceptedCount() < missing) {
            Thread.sleep(50);
        }
    }

    private static void measure(RestClient rest, String what, String path) {
        Histogram micros = new Histogram(60_000_000, 3);
        for (int i = 0; i < SAMPLES + 50; i++) {
            long start = System.nanoTime();
            JsonNode page = rest.get(path).expect(200);
            if (page.path("messages").size() != 50) {
                throw new IllegalStateException(what + " page has " + page.path("messages").size());
            }
            if (i >= 50) {
                micros.recordValue((System.nanoTime() - start) / 1_000);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  %-7s p50 %.1f ms   p99 %.1f ms%n",
                what,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3);
    }
}
