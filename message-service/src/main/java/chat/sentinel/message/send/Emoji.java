package chat.sentinel.message.send;

import java.util.regex.Pattern;

/// What people react with: one emoji as Unicode has them, its modifiers and joiners included.
final class Emoji {
    private static final int MOST_CHARACTERS = 40;
    private static final int VARIATION_SELECTOR = 0xfe0f;
    private static final int KEYCAP = 0x20e3;

    /// One character as people see it.
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    private Emoji() {}

    /// @throws IllegalArgumentException for anything else
    static String parse(String text) {
        boolean one = text.length() <= MOST_CHARACTERS && GRAPHEME.matcher(text).matches();
        if (!one
                || !text.codePoints().anyMatch(Emoji::isPicture)
                || !text.codePoints().allMatch(Emoji::mayBeInOne)) {
            throw new IllegalArgumentException("is one emoji");
        }
        return text;
    }

    /// Digits count as emoji, too, until a keycap makes them one.
    private static boolean isPicture(int codePoint) {
        return Character.isEmojiPresentation(codePoint)
                || Character.isExtendedPictographic(codePoint)
                || codePoint == VARIATION_SELECTOR
                || codePoint == KEYCAP;
    }

    private static boolean mayBeInOne(int codePoint) {
        return Character.isEmoji(codePoint)
                || Character.isEmojiComponent(codePoint)
                || codePoint == VARIATION_SELECTOR
                || codePoint == KEYCAP;
    }
}
