package chat.sentinel.contracts;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A name that people see and type. Two names are the same person's when their [#key] is the
/// same, in every service.
///
/// Letters and digits of one script, and `.`, `_`, `-`; 3 to 32 characters; a letter or digit
/// first. Marks, invisible characters and changes of direction are refused, so scripts that
/// cannot be written without combining marks cannot be used: the price of names that do not
/// look like others. What is left of lookalikes are names that lie wholly within another
/// script.
///
/// @param value as it is shown: compatibility forms (full width, ligatures) are replaced (NFKC)
public record Username(String value) {
    public static final int MIN_LENGTH = 3;
    public static final int MAX_LENGTH = 32;
    private static final int MAX_TYPED = 4 * MAX_LENGTH;

    /// @throws IllegalArgumentException that says in a few words what the name must be
    public Username {
        require(value.length() <= MAX_TYPED, "must have 3 to 32 characters");
        value = Normalizer.normalize(value, Normalizer.Form.NFKC);
        int length = value.codePointCount(0, value.length());
        require(length >= MIN_LENGTH && length <= MAX_LENGTH, "must have 3 to 32 characters");
        value.codePoints()
                .forEach(
                        c ->
                                require(
                                        isLetter(c) || isDigit(c) || isJoiner(c),
                                        "may contain letters, digits, '.', '_' and '-' only"));
        require(!isJoiner(value.codePointAt(0)), "must begin with a letter or a digit");
        require(
                value.codePoints()
                                .filter(Username::isDigit)
                                .map(Username::zeroOf)
                                .distinct()
                                .count()
                        <= 1,
                "must take its digits from one script");
        require(isOfOneScript(value), "must take its letters from one script");
    }

    /// What is compared and looked up: case and the ways to write it folded away.
    public String key() {
        return fold(value);
    }

    /// The beginning of the keys of all names that begin with this text, however it is written. It
    /// need not be a valid name itself.
    public static String keyPrefix(String text) {
        return fold(Normalizer.normalize(text, Normalizer.Form.NFKC));
    }

    @Override
    public String toString() {
        return value;
    }

    /// Up and down again: ß is ss, both sigmas are one, and no i keeps or lacks its dot.
    private static String fold(String text) {
        String folded =
                text.toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT)
                        .replace('ς', 'σ')
                        .replace("\u0307", "");
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }

    private static boolean isLetter(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER, Character.LOWERCASE_LETTER -> true;
            // The fillers among the conjoining jamo are letters that nobody sees.
            case Character.OTHER_LETTER ->
                    !(c >= 0x1100 && c <= 0x11FF) && scripts(c).size() < ANY.size();
            case Character.MODIFIER_LETTER -> c == 'ー' || c == '々';
            default -> false;
        };
    }

    private static boolean isDigit(int c) {
        return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    private static int zeroOf(int digit) {
        return digit - Character.digit(digit, 10);
    }

    private static boolean isJoiner(int c) {
        return c == '.' || c == '_' || c == '-';
    }

    private static boolean isOfOneScript(String value) {
        Set<UnicodeScript> possible = EnumSet.copyOf(ANY);
        value.codePoints().forEach(c -> possible.retainAll(scripts(c)));
        return !possible.isEmpty();
    }

    private static final Set<UnicodeScript> ANY = EnumSet.allOf(UnicodeScript.class);

    /// As UTS 39 says: Chinese characters also belong to Japanese (here named by Hiragana), Korean
    /// (by Hangul) and Bopomofo; what is common belongs to all.
    private static Set<UnicodeScript> scripts(int c) {
        UnicodeScript script = UnicodeScript.of(c);
        return switch (script) {
            case COMMON, INHERITED -> c == 'ー' ? EnumSet.of(UnicodeScript.HIRAGANA) : ANY;
            case KATAKANA -> EnumSet.of(UnicodeScript.HIRAGANA);
            case HAN ->
                    EnumSet.of(
                            UnicodeScript.HAN,
                            UnicodeScript.HIRAGANA,
                            UnicodeScript.HANGUL,
                            UnicodeScript.BOPOMOFO);
            default -> EnumSet.of(script);
        };
    }

    private static void require(boolean fine, String reason) {
        if (!fine) {
            throw new IllegalArgumentException(reason);
        }
    }
}
