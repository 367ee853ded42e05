package chat.sentinel.benchmarks.demo;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// `./sentinel demo`: the people of a play talk through the running system; then every chat is read
/// back and compared. Exit code 1 when anything differs.
public final class Demo {
    private static final long MOST_MILLIS = 2_000;
    private static final String HELP =
            """
            ./sentinel demo [--pace MS]     a conversation through the running system (./sentinel up)

              --pace MS    rest after each line, 0 to 2000 milliseconds (50)

            Every speaker is a new user with a socket through the gateway, which spreads the sockets over
            the message-service instances. A line goes into the private chat of its speaker and the one
            he talks with, and is printed when it arrives there, with the time that took. In the end every
            chat is read back from its last line to its first, by both, and compared with what was said.
            """;

    private Demo() {}

    static void main(String[] args) throws InterruptedException {
        if (args.length > 0 && (args[0].equals("--help") || args[0].equals("-h"))) {
            System.out.print(HELP);
            return;
        }
        long pace;
        try {
            pace = pace(args);
        } catch (IllegalArgumentException e) {
            System.err.println("demo: " + e.getMessage() + "\n\n" + HELP);
            System.exit(2);
            return;
        }
        URI gateway = gateway();
        try {
            System.exit(run(gateway, pace) ? 0 : 1);
        } catch (UncheckedIOException e) {
            System.err.println(
                    "demo: nothing answers at " + gateway + "; is it up? (./sentinel up)");
            System.exit(1);
        }
    }

    private static boolean run(URI gateway, long pace) throws InterruptedException {
        Play play = Play.earnest();
        System.out.println(play.title());
        System.out.println("  " + String.join(", ", play.speakers()) + " come to " + gateway);
        System.out.println();
        try (Cast cast = Cast.assemble(gateway, play)) {
            Stage stage = new Stage(cast, play, pace);
            stage.perform(play.lines());
            System.out.println();
            boolean same = readBack(cast, stage);
            System.out.printf(
                    Locale.ROOT,
                    "%d of %d lines were heard; delivery p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                    play.lines().size() - stage.unheard(),
                    play.lines().size(),
                    stage.latencyMicros().getValueAtPercentile(50) / 1e3,
                    stage.latencyMicros().getValueAtPercentile(99) / 1e3,
                    stage.latencyMicros().getMaxValue() / 1e3);
            boolean good = same && stage.unheard() == 0;
            System.out.println(
                    good
                            ? "Everything that was said is in the history, once and in order."
                            : "What was said and what the history has DIFFER.");
            return good;
        }
    }

    private static boolean readBack(Cast cast, Stage stage) throws InterruptedException {
        List<String> differences = new ArrayList<>();
        int pages = 0;
        for (Map.Entry<Set<String>, String> chat : cast.chats().entrySet()) {
            for (String member : chat.getKey()) {
                ReadBack readBack =
                        new ReadBack(chat.getValue(), stage.saidIn(chat.getValue()))
                                .compare(cast.player(member));
                pages += readBack.pages();
                readBack.differences()
                        .forEach(
                                difference ->
                                        differences.add(
                                                String.join(" and ", chat.getKey())
                                                        + ", read by "
                                                        + member
                                                        + ": "
                                                        + difference));
            }
        }
        System.out.println(
                cast.chats().size() + " chats read back by both members, " + pages + " pages");
        differences.forEach(difference -> System.out.println("  " + difference));
        return differences.isEmpty();
    }

    /// @throws IllegalArgumentException when the options are not as the help says
    private static long pace(String[] args) {
        if (args.length == 0) {
            return 50;
        }
        if (args.length != 2 || !args[0].equals("--pace")) {
            throw new IllegalArgumentException("unknown option " + String.join(" ", args));
        }
        try {
            long pace = Long.parseLong(args[1]);
            if (pace >= 0 && pace <= MOST_MILLIS) {
                return pace;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("--pace wants 0 to " + MOST_MILLIS);
    }

    private static URI gateway() {
        String port = System.getenv("SENTINEL_GATEWAY_PORT");
        return URI.create("http://127.0.0.1:" + (port == null || port.isEmpty() ? "8080" : port));
    }
}
