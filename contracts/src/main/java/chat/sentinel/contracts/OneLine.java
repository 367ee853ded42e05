package chat.sentinel.contracts;

/// What people write that is shown in one line: titles, statuses.
public final class OneLine {
    private OneLine() {}

    /// Whether it is Unicode text in which nothing begins a new line: no control character, no
    /// separator of lines, and no half of a surrogate pair, which no UTF-8 can carry.
    public static boolean is(String text) {
        return text.codePoints().allMatch(OneLine::isPlain);
    }

    private static boolean isPlain(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
