package chat.sentinel.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Sends at a steady rate, whatever comes back, and tells what became of it.
final class Load {
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Options options;
    private final Machine machine;

    Load(Options options) {
        this.options = options;
        this.machine = new Machine(options);
    }

    Ledger.Result run() throws InterruptedException {
        int warmUp = options.rate() * options.warmUp();
        int messages = warmUp + options.rate() * options.seconds();
        Ledger ledger = new Ledger(messages, warmUp);
        String content = "x".repeat(options.size());
        try (Pairs pairs = Pairs.connect(options, ledger)) {
            System.out.printf(
                    "%d connections in pairs, %d messages/s of %d characters for %d s%n",
                    pairs.talkers.size(), options.rate(), options.size(), options.seconds());
            Map<String, Double> before = Map.of();
            List<Talker> talkers = pairs.talkers;
            Pace pace = Pace.startingSoon(options.rate());
            for (int i = 0; i < messages; i++) {
                long due = pace.await(i);
                if (i == warmUp) {
                    before = machine.cpuMillis();
                }
                talkers.get(i % talkers.size()).send(ledger.due(i, due), content);
            }
            Map<String, Double> after = machine.cpuMillis();
            double seconds = pace.seconds() - options.warmUp();
            long deadline = System.nanoTime() + DRAIN_NANOS;
            while (!ledger.isComplete() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            if (!ledger.isComplete()) {
                pairs.readBack(messages, ledger);
            }
            Ledger.Result result = ledger.result();
            print(result, before, after, seconds);
            return result;
        }
    }

    private void print(
            Ledger.Result result,
            Map<String, Double> before,
            Map<String, Double> after,
            double seconds) {
        int counted = options.rate() * options.seconds();
        System.out.printf(Locale.ROOT, "  sent            %.0f/s%n", counted / seconds);
        print("acknowledged", result.acknowledgement(), seconds);
        print("delivered", result.delivery(), seconds);
        System.out.printf(
                "  not accepted %d, only in the history %d, lost %d, repeated %d, out of order %d, sockets closed %d%s%n",
                result.notAccepted(),
                result.notLive(),
                result.lost(),
                result.repeated(),
                result.outOfOrder(),
                result.closed(),
                result.others().equals("{}") ? "" : ", other events " + result.others());
        Map<String, String> cpu = new LinkedHashMap<>();
        after.forEach(
                (name, millis) ->
                        cpu.put(
                                name,
                                String.format(
                                        Locale.ROOT,
                                        "%.0f",
                                        (millis - before.getOrDefault(name, millis))
                                                * 1_000
                                                / counted)));
        System.out.println("  CPU, µs a message  " + cpu);
    }

    static void print(String what, Histogram micros, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "  %-14s  %.0f/s   p50 %.1f ms   p99 %.1f ms   p99.9 %.1f ms   max %.1f ms%n",
                what,
                micros.getTotalCount() / seconds,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
