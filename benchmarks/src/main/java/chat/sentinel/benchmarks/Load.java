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

    /// Seconds: of a step of a warm-up, and of all of them.
    private static final int STEP = 15;

    private static final int LONGEST_WARM_UP = 300;

    /// A step whose p99 is below this part of the best before shows that it still gets faster.
    private static final double BETTER = 0.8;

    /// A step in which a smaller part of its messages came says nothing: the slow ones are missing.
    private static final double KEEPS_UP = 0.9;

    private final Options options;
    private final Machine machine;

    Load(Options options) {
        this.options = options;
        this.machine = new Machine(options);
    }

    Ledger.Result run() throws InterruptedException {
        Ledger ledger = new Ledger(options.rate() * (longestWarmUp() + options.seconds()), 0);
        try (Pairs pairs = Pairs.connect(options, ledger)) {
            System.out.printf(
                    "%d connections in pairs, %d messages/s of %d characters for %d s%n",
                    pairs.talkers.size(), options.rate(), options.size(), options.seconds());
            Sending sending = new Sending(pairs, ledger);
            int first = sending.warmUp();
            int end = first + options.rate() * options.seconds();
            ledger.count(first, end);
            Map<String, Double> before = machine.cpuMillis();
            double began = sending.pace.seconds();
            sending.until(end);
            Map<String, Double> after = machine.cpuMillis();
            double seconds = sending.pace.seconds() - began;
            long deadline = System.nanoTime() + DRAIN_NANOS;
            while (!ledger.isComplete() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            if (!ledger.isComplete()) {
                pairs.readBack(end, ledger);
            }
            Ledger.Result result = ledger.result();
            print(result, before, after, seconds);
            return result;
        }
    }

    private int longestWarmUp() {
        return options.warmUp() == Options.UNTIL_STEADY ? LONGEST_WARM_UP : options.warmUp();
    }

    /// An open loop over all pairs in turn.
    private final class Sending {
        private final List<Talker> talkers;
        private final Ledger ledger;
        private final Pace pace = Pace.startingSoon(options.rate());
        private final String content = "x".repeat(options.size());
        private int next;

        Sending(Pairs pairs, Ledger ledger) {
            this.talkers = pairs.talkers;
            this.ledger = ledger;
        }

        void until(int end) {
            for (; next < end; next++) {
                long due = pace.await(next);
                talkers.get(next % talkers.size()).send(ledger.due(next, due), content);
            }
        }

        /// @return the first message that counts
        int warmUp() {
            if (options.warmUp() != Options.UNTIL_STEADY) {
                until(options.rate() * options.warmUp());
                return next;
            }
            double best = Double.MAX_VALUE;
            int notBetter = 0;
            while (notBetter < 2 && next < options.rate() * LONGEST_WARM_UP) {
                int from = next;
                until(from + options.rate() * STEP);
                // What is still on its way shows in the next step.
                Histogram step = ledger.deliveries(from, next);
                print("warming up", step, STEP);
                double p99 = step.getValueAtPercentile(99);
                boolean keepsUp = step.getTotalCount() > KEEPS_UP * options.rate() * STEP;
                notBetter = keepsUp && p99 > best * BETTER ? notBetter + 1 : 0;
                best = keepsUp ? Math.min(best, p99) : best;
            }
            return next;
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
                "  not accepted %d, only in the history %d, lost %d, repeated or out of order %d, gaps %d, sockets closed %d%s%n",
                result.notAccepted(),
                result.notLive(),
                result.lost(),
                result.repeated(),
                result.gaps(),
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
