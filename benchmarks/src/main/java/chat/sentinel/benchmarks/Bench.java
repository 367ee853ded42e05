package chat.sentinel.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// `./sentinel bench`.
public final class Bench {
    private static final double CEILING_MILLIS = 250;
    private static final int STEP = 500;

    private Bench() {}

    static void main(String[] args) throws Exception {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            System.out.print(Options.HELP);
            return;
        }
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n\n" + Options.HELP);
            System.exit(2);
            return;
        }
        boolean clean =
                switch (options.what()) {
                    case "pairs" -> new Load(options).run().isClean();
                    case "ceiling" -> ceiling(options);
                    case "group" -> new GroupLoad(options).run();
                    case "idle" -> idle(options);
                    case "history" -> new HistoryLoad(options).run();
                    case "presence" -> new PresenceLoad(options).run();
                    case "media" -> new MediaLoad(options).run();
                    case "search" -> new SearchLoad(options).run();
                    case "push" -> new PushLoad(options).run();
                    default -> {
                        System.err.println(
                                "bench: no such load: " + options.what() + "\n\n" + Options.HELP);
                        yield false;
                    }
                };
        System.exit(clean ? 0 : 1);
    }

    private static boolean ceiling(Options options) throws InterruptedException {
        int highest = 0;
        for (int rate = options.rate(); ; rate += STEP) {
            Ledger.Result result = new Load(options.withRate(rate)).run();
            if (!result.isClean()
                    || result.delivery().getValueAtPercentile(99) / 1e3 > CEILING_MILLIS) {
                System.out.println(
                        "Highest rate with p99 of delivery under 250 ms: " + highest + "/s");
                return highest > 0;
            }
            highest = rate;
        }
    }

    private static boolean idle(Options options) throws InterruptedException {
        Machine machine = new Machine(options);
        try (Pairs warm = Pairs.connect(options, new Ledger(1, 0))) {
            TimeUnit.SECONDS.sleep(2);
        }
        TimeUnit.SECONDS.sleep(5);
        long heapBefore = machine.messageServiceLiveHeap();
        long allBefore = machine.messageServiceBytes();
        try (Pairs pairs = Pairs.connect(options, new Ledger(1, 0))) {
            TimeUnit.SECONDS.sleep(5);
            int sockets = pairs.talkers.size();
            long heap = machine.messageServiceLiveHeap() - heapBefore;
            long all = machine.messageServiceBytes() - allBefore;
            System.out.printf(
                    Locale.ROOT,
                    "%d idle connections: live heap %.1f KiB each, resident %.1f KiB each%n",
                    sockets,
                    heap / 1024.0 / sockets,
                    all / 1024.0 / sockets);
        }
        return true;
    }
}
