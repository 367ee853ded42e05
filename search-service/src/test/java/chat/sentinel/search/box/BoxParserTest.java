package chat.sentinel.search.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.SentinelException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxParserTest {
    @Test
    void shouldReadOperatorsWordsAndPhrases() {
        Box box = BoxParser.parse("from:ana before:2026-01-01 has:file \"exact words\" and  mor");
        assertThat(box.senders()).containsExactly("ana");
        assertThat(box.before()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(box.after()).isNull();
        assertThat(box.types()).containsExactly("file");
        assertThat(box.texts())
                .containsExactly(
                        new Box.Phrase("exact words"),
                        new Box.Word("and", false),
                        new Box.Word("mor", true));
    }

    @Test
    void shouldTakeAWordForWholeOnceSomethingFollows() {
        assertThat(BoxParser.parse("mor ").texts()).containsExactly(new Box.Word("mor", false));
    }

    @Test
    void shouldTakeWhatIsNoOperatorForText() {
        assertThat(BoxParser.parse("https://example.org/x foo:bar [a-z]+ NOT").texts())
                .extracting(Box.Text::value)
                .containsExactly("https://example.org/x", "foo:bar", "[a-z]+", "NOT");
    }

    @Test
    void shouldReadCurlyQuotesAndLetOneBeForgotten() {
        assertThat(BoxParser.parse("“exact words”").texts())
                .containsExactly(new Box.Phrase("exact words"));
        assertThat(BoxParser.parse("\"exact words").texts())
                .containsExactly(new Box.Phrase("exact words"));
    }

    @Test
    void shouldKeepTheNarrowestTime() {
        Box box = BoxParser.parse("after:2026-01-01 after:2026-02-01T10:00:00+01:00 x");
        assertThat(box.after()).isEqualTo(Instant.parse("2026-02-01T09:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "*", "***", "!!! ???", "()", "\"\"", "\u0000\u0007", "/"})
    void shouldFindNothingInWhatHasNoWords(String typed) {
        assertThat(BoxParser.parse(typed).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"語", "😀", "🇩🇪", "ก", "7", "é"})
    void shouldTakeOneLetterOfAnyScriptForAWord(String typed) {
        assertThat(BoxParser.parse(typed).texts()).containsExactly(new Box.Word(typed, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before:soon",
                "after:99999-01-01",
                "after:2026-13-01",
                "before:",
                "from:",
                "from:\"\"",
                "has:cheese",
                "type:system",
                "a b c d e f g h i j k l m n o p q r s t u",
                "from:a from:b from:c from:d from:e from:f from:g from:h from:i from:j from:k"
            })
    void shouldSayWhatIsWrong(String typed) {
        assertThatThrownBy(() -> BoxParser.parse(typed))
                .isInstanceOfSatisfying(
                        SentinelException.class,
                        e ->
                                assertThat(e.errors())
                                        .singleElement()
                                        .satisfies(
                                                error -> assertThat(error.field()).isEqualTo("q")));
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        assertThatThrownBy(() -> BoxParser.parse("x".repeat(10_000)))
                .isInstanceOf(SentinelException.class);
        assertThat(BoxParser.parse("x".repeat(BoxParser.LONGEST)).texts()).hasSize(1);
    }

    /// What is one word to who types it is many clauses of a query.
    @ParameterizedTest
    @ValueSource(strings = {"a-", "あ", "東", "😀", "a."})
    void shouldCountWordsAsTheIndexDoes(String one) {
        assertThat(BoxParser.parse(one.repeat(BoxParser.MOST_WORDS)).words())
                .isEqualTo(BoxParser.MOST_WORDS);
        assertThatThrownBy(() -> BoxParser.parse(one.repeat(BoxParser.MOST_WORDS + 1)))
                .isInstanceOf(SentinelException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"don't", "नमस्ते", "مُحَمَّد", "カタカナ", "cafe\u0301s"})
    void shouldNotCutWordsAtTheirAccents(String one) {
        assertThat(BoxParser.parse(one).words()).isLessThanOrEqualTo(2);
    }
}
