package chat.sentinel.benchmarks;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// What the command line asks for.
///
/// @param what pairs, ceiling, group, idle, history, presence, push, search or media
/// @param rate messages a second
/// @param warmUp seconds that do not count; [Options#UNTIL_STEADY]: as many as it takes
/// @param size characters of a message, bytes of a file
record Options(
        String what,
        int connections,
        int rate,
        int seconds,
        int warmUp,
        int size,
        int messages,
        URI gateway,
        Path folder,
        int portBase) {
    static final int UNTIL_STEADY = -1;

    static final String HELP =
            """
            ./sentinel bench [WHAT] [OPTIONS]     load on the running system (./sentinel up)

              pairs      N connections in pairs, messages both ways at a steady rate (the default)
              ceiling    pairs at growing rates, until the p99 of delivery passes 250 ms
              group      a group of N connected members, and private chats beside it
              idle       N authenticated connections that say nothing: memory of each
              history    pages of a chat of M messages: first, middle, oldest
              presence   N users kept active by beats; how soon their watchers see people come and go
              push       N people without a socket: how soon their phones are told
              search     M messages in N chats of one person: searches while more come, how soon those are found
              media      N people who send a file and get it back, again and again

              --connections N   (1000; media: 20)
              --rate N          messages a second (500; group: 20; push, search: 200)
              --seconds N       (30)
              --warm-up N       seconds not counted (5; pairs: until steady)
              --size N          characters of a message (1000); media: bytes of a file (1048576)
              --messages M      in the chat of history, in all chats of search (1000000)

            Latency counts from the time at which a message was due, so a stalled sender hides nothing.
            A system that has just started compiles for minutes: pairs without --warm-up says how each 15 s
            went and counts once they are no longer better than those before (5 minutes at most).
            Accounts and tokens are kept in the data folder and used again.
            """;

    static Options parse(String[] args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        String what =
                !words.isEmpty() && !words.getFirst().startsWith("-")
                        ? words.removeFirst()
                        : "pairs";
        int connections = what.equals("media") ? 20 : 1000;
        int rate =
                switch (what) {
                    case "group" -> 20;
                    case "push", "search" -> 200;
                    default -> 500;
                };
        int seconds = 30;
        int warmUp = what.equals("pairs") ? UNTIL_STEADY : 5;
        int size = what.equals("media") ? 1 << 20 : 1000;
        int messages = 1_000_000;
        for (Iterator<String> word = words.iterator(); word.hasNext(); ) {
            String option = word.next();
            if (!word.hasNext()) {
                throw new IllegalArgumentException(option + " wants a number");
            }
            int value = Integer.parseInt(word.next());
            switch (option) {
                case "--connections" -> connections = value;
                case "--rate" -> rate = value;
                case "--seconds" -> seconds = value;
                case "--warm-up" -> warmUp = value;
                case "--size" -> size = value;
                case "--messages" -> messages = value;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new Options(
                what,
                connections,
                rate,
                seconds,
                warmUp,
                size,
                messages,
                URI.create("http://127.0.0.1:" + setting("SENTINEL_GATEWAY_PORT", "8080")),
                Path.of(
                        setting(
                                "SENTINEL_HOME",
                                System.getProperty("sentinel.root", ".") + "/.sentinel/stack")),
                Integer.parseInt(setting("SENTINEL_PORT_BASE", "20000")));
    }

    Options withRate(int newRate) {
        return new Options(
                what,
                connections,
                newRate,
                seconds,
                warmUp,
                size,
                messages,
                gateway,
                folder,
                portBase);
    }

    private static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
