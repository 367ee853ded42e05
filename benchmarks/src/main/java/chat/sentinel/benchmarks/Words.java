package chat.sentinel.benchmarks;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Texts of made-up words, of which few are said often and most are rare, as in any language
/// (Zipf's law).
final class Words {
    private static final String[] SYLLABLES = {
        "ba", "de", "fi", "go", "hu", "ja", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu",
        "za"
    };
    private static final int VOCABULARY = 20_000;
    private static final int IN_A_MESSAGE = 12;

    private Words() {}

    /// @param rank 1: the most frequent
    static String word(int rank) {
        StringBuilder word = new StringBuilder();
        for (int rest = rank + 16; rest > 0; rest /= 16) {
            word.append(SYLLABLES[rest % 16]);
        }
        return word.toString();
    }

    static String any() {
        return word(rank());
    }

    static String message() {
        return IntStream.range(0, IN_A_MESSAGE)
                .mapToObj(_ -> any())
                .collect(Collectors.joining(" "));
    }

    private static int rank() {
        return (int) Math.exp(ThreadLocalRandom.current().nextDouble() * Math.log(VOCABULARY));
    }
}
