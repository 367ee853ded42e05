package chat.sentinel.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsernameTest {
    static Stream<Arguments> knowsNamesThatAreTheSame() {
        return Stream.of(
                Arguments.of("alice", "alice", "alice"),
                Arguments.of("Alice", "Alice", "alice"),
                Arguments.of("a.b_c-1", "a.b_c-1", "a.b_c-1"),
                Arguments.of("2pac", "2pac", "2pac"),
                // Full width, ligature, circled, Roman numeral, superscript: compatibility forms.
                Arguments.of("ＡＬＩＣＥ", "ALICE", "alice"),
                Arguments.of("ﬁona", "fiona", "fiona"),
                Arguments.of("ⓐlice", "alice", "alice"),
                Arguments.of("Ⅷice", "VIIIice", "viiiice"),
                Arguments.of("alice²", "alice2", "alice2"),
                // Kelvin sign, long s, mathematical letters.
                Arguments.of("\u212Aate", "Kate", "kate"),
                Arguments.of("je\u017Fs", "jess", "jess"),
                Arguments.of("𝐛𝐨𝐛𝐛𝐲", "bobby", "bobby"),
                // Composed and decomposed are one.
                Arguments.of("Zo\u00EB", "Zoë", "zoë"),
                Arguments.of("Zoe\u0308", "Zoë", "zoë"),
                // Letters whose case is awkward.
                Arguments.of("Strauß", "Strauß", "strauss"),
                Arguments.of("STRAUSS", "STRAUSS", "strauss"),
                Arguments.of("\u0130pek", "İpek", "ipek"),
                Arguments.of("\u0131pek", "ıpek", "ipek"),
                Arguments.of("IPEK", "IPEK", "ipek"),
                Arguments.of("Νίκος", "Νίκος", "νίκοσ"),
                Arguments.of("ΝΊΚΟΣ", "ΝΊΚΟΣ", "νίκοσ"),
                // Other scripts, alone or as they are used together.
                Arguments.of("Иван", "Иван", "иван"),
                Arguments.of("王小明", "王小明", "王小明"),
                Arguments.of("たなか太郎", "たなか太郎", "たなか太郎"),
                Arguments.of("ｻｸﾗさん", "サクラさん", "サクラさん"),
                Arguments.of("サーバー", "サーバー", "サーバー"),
                Arguments.of("김철수", "김철수", "김철수"),
                Arguments.of("محمد", "محمد", "محمد"),
                Arguments.of("محمد٣", "محمد٣", "محمد٣"),
                Arguments.of("Иван-7", "Иван-7", "иван-7"));
    }

    @ParameterizedTest
    @MethodSource
    void knowsNamesThatAreTheSame(String typed, String value, String key) {
        Username username = new Username(typed);

        assertThat(username.value()).isEqualTo(value);
        assertThat(username.key()).isEqualTo(key);
        assertThat(new Username(username.value())).isEqualTo(username);
        assertThat(Username.keyPrefix(typed)).isEqualTo(key);
    }

    static Stream<Arguments> refusesTricks() {
        String length = "must have 3 to 32 characters";
        String letters = "may contain letters, digits, '.', '_' and '-' only";
        String first = "must begin with a letter or a digit";
        String script = "must take its letters from one script";
        String digits = "must take its digits from one script";
        return Stream.of(
                Arguments.of("empty", "", length),
                Arguments.of("short", "ab", length),
                Arguments.of("long", "a".repeat(33), length),
                Arguments.of("endless", "a".repeat(1_000_000), length),
                Arguments.of("grows when normalised", "\uFDFA".repeat(3), length),
                Arguments.of("space", "al ice", letters),
                Arguments.of("space before", " alice", letters),
                Arguments.of("no-break space", "al\u00A0ice", letters),
                Arguments.of("ideographic space", "alice\u3000", letters),
                Arguments.of("line", "alice\n", letters),
                Arguments.of("nul", "alice\u0000", letters),
                Arguments.of("markup", "<alice>", letters),
                Arguments.of("path", "../alice", letters),
                Arguments.of("at", "alice@home", letters),
                Arguments.of("emoji", "alice😀", letters),
                Arguments.of("zero width space", "ali\u200Bce", letters),
                Arguments.of("zero width joiner", "ali\u200Dce", letters),
                Arguments.of("zero width non-joiner", "ali\u200Cce", letters),
                Arguments.of("word joiner", "ali\u2060ce", letters),
                Arguments.of("byte order mark", "\uFEFFalice", letters),
                Arguments.of("soft hyphen", "ali\u00ADce", letters),
                Arguments.of("right to left override", "ali\u202Ece", letters),
                Arguments.of("isolate", "\u2067alice", letters),
                Arguments.of("Arabic letter mark", "\u061Calice", letters),
                Arguments.of("combining mark", "ali\u0301\u0301ce", letters),
                Arguments.of("zalgo", "a\u0300\u0310\u0352\u0342lice", letters),
                Arguments.of("grapheme joiner", "ali\u034Fce", letters),
                Arguments.of("variation selector", "alice\uFE0F", letters),
                Arguments.of("tag characters", "alice\uDB40\uDC41", letters),
                Arguments.of("Hangul filler", "alice\u3164", letters),
                Arguments.of("jamo filler", "김철\u115F", letters),
                Arguments.of("half width filler", "alice\uFFA0", letters),
                Arguments.of("Braille blank", "alice\u2800", letters),
                Arguments.of("modifier apostrophe", "o\u02BCneil", letters),
                Arguments.of("one dot leader is a dot", "\u2024alice", first),
                Arguments.of("fullwidth low line is a line", "\uFF3Falice", first),
                Arguments.of("half a pair", "alice\uD83D", letters),
                Arguments.of("private use", "alice\uE000", letters),
                Arguments.of("dot first", ".alice", first),
                Arguments.of("line first", "_alice", first),
                Arguments.of("hyphen first", "-alice", first),
                Arguments.of("Cyrillic a in Latin", "\u0430lice", script),
                Arguments.of("Greek omicron in Latin", "b\u03BFb", script),
                Arguments.of("Cherokee in Latin", "\u13AAlice", script),
                Arguments.of("Armenian in Latin", "\u0570ello", script),
                Arguments.of("Latin in Han", "王a明", script),
                Arguments.of("Hangul and kana", "김さん", script),
                Arguments.of("Arabic in Latin", "aliceم", script),
                Arguments.of("two kinds of digits", "alice1٢", digits),
                Arguments.of("foreign digits", "alice\u0967", script));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refusesTricks(String name, String typed, String reason) {
        assertThatThrownBy(() -> new Username(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void countsCharactersAndNotCodeUnits() {
        String gothic = "\uD800\uDF30".repeat(32);
        assertThat(new Username(gothic).value()).isEqualTo(gothic);
        assertThat(new Username("abc").value()).hasSize(3);
        assertThat(new Username("a".repeat(32)).value()).hasSize(32);
    }

    @Test
    void foldsTheBeginningOfAName() {
        assertThat(new Username("Σωκράτης").key()).startsWith(Username.keyPrefix("ΣΩ"));
        assertThat(new Username("νίκος").key()).startsWith(Username.keyPrefix("ΝΊΚΟΣ"));
        assertThat(Username.keyPrefix("")).isEmpty();
    }
}
