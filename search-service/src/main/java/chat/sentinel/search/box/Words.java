package chat.sentinel.search.box;

import java.lang.Character.UnicodeScript;

/// Counts words as an index sees them: what is one to who types it, as in `aaa-bbb-ccc`, may be
/// several there.
final class Words {
    private static final int LATIN = 0xFF;

    private Words() {}

    /// As many as UAX 29 makes of it, or more: each run of letters and digits; each character of
    /// Chinese, each Hiragana, each emoji.
    static int in(String text) {
        int words = 0;
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            if (isOneByItself(c)) {
                words++;
                inside = false;
            } else if (Character.isLetterOrDigit(c)) {
                words += inside ? 0 : 1;
                inside = true;
            } else {
                inside = inside && goesOn(c);
            }
        }
        return words;
    }

    private static boolean isOneByItself(int c) {
        return Character.isIdeographic(c)
                || UnicodeScript.of(c) == UnicodeScript.HIRAGANA
                || (c > LATIN && Character.isEmoji(c));
    }

    private static boolean goesOn(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.FORMAT ->
                    true;
            default -> false;
        };
    }
}
