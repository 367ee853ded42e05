package chat.sentinel.benchmarks.demo;

import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// Speaks a play: each line is sent once the one before it was heard, as people talk, and printed
/// when it reaches the socket of the one to whom it is said.
final class Stage {
    private static final long HIGHEST_MICROS = 60_000_000;

    private final Cast cast;
    private final long paceMillis;
    private final int nameWidth;
    private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
    private final Map<String, List<Said>> said = new LinkedHashMap<>();
    private int unheard;

    /// @param paceMillis rest after each line
    Stage(Cast cast, Play play, long paceMillis) {
        this.cast = cast;
        this.paceMillis = paceMillis;
        this.nameWidth = play.speakers().stream().mapToInt(String::length).max().orElse(1);
    }

    void perform(List<Line> lines) throws InterruptedException {
        for (Line line : lines) {
            perform(line);
            Thread.sleep(paceMillis);
        }
    }

    private void perform(Line line) {
        TestUser speaker = cast.player(line.speaker());
        String chatId = cast.chatOf(line);
        long start = System.nanoTime();
        String messageId = speaker.sends(chatId, line.text());
        JsonNode message;
        try {
            message = cast.player(line.to()).awaitMessage(messageId).path("message");
        } catch (AssertionError e) {
            unheard++;
            print(line, "NOT HEARD");
            return;
        }
        long took = (System.nanoTime() - start) / 1_000;
        micros.recordValue(Math.min(took, HIGHEST_MICROS));
        said.computeIfAbsent(chatId, _ -> new ArrayList<>())
                .add(
                        new Said(
                                messageId,
                                speaker.userId,
                                line.text(),
                                message.path("seq").asLong()));
        print(line, String.format(Locale.ROOT, "%.1f ms", took / 1e3));
    }

    private void print(Line line, String outcome) {
        System.out.println(
                line.speaker()
                        + " ".repeat(nameWidth + 2 - line.speaker().length())
                        + line.text()
                        + "   ["
                        + outcome
                        + "]");
    }

    /// What was said in this chat, in order.
    List<Said> saidIn(String chatId) {
        return said.getOrDefault(chatId, List.of());
    }

    /// Lines that never reached the one to whom they were said.
    int unheard() {
        return unheard;
    }

    /// From the call that sends a line until the other side has it.
    Histogram latencyMicros() {
        return micros;
    }
}
