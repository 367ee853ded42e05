package chat.sentinel.media.inspect;

import java.util.Locale;

/// Why a file is not taken.
enum Reason {
    SIZE_MISMATCH("It has not the size that was announced"),
    HASH_MISMATCH("It has not the SHA-256 that was announced"),
    TYPE_REFUSED("Files of this kind cannot be sent here"),
    TYPE_MISMATCH("It is not what it was announced as"),
    POLYGLOT("It is two kinds of file at once"),
    INFECTED("A virus scanner objects to it"),
    TOO_MANY_PIXELS("The image has more pixels than an image may have"),
    UNREADABLE("The image cannot be read");

    private final String sentence;

    Reason(String sentence) {
        this.sentence = sentence;
    }

    /// As it is stored and told.
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    String sentence() {
        return sentence;
    }

    /// @param wire of a newer version it may be none of these
    static String sentenceOf(String wire) {
        for (Reason reason : values()) {
            if (reason.wire().equals(wire)) {
                return reason.sentence;
            }
        }
        return "The file is not taken";
    }
}
