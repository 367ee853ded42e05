package chat.sentinel.user.account;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// A password as it is hashed: NFC, so that two keyboards that spell a letter differently
/// agree, and otherwise to the letter: 8 to 128 characters of any kind.
///
/// @param value normalised by the constructor
record Password(String value) {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 128;
    private static final int MAX_TYPED = 1024;
    private static final String LENGTH = "must have 8 to 128 characters";

    /// @throws IllegalArgumentException that says what is wrong
    Password {
        if (value.length() > MAX_TYPED) {
            throw new IllegalArgumentException(LENGTH);
        }
        // Half a surrogate pair would be hashed as "?", and so be the same as any other half.
        try {
            var _ = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("must be text", e);
        }
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
        int length = value.codePointCount(0, value.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new IllegalArgumentException(LENGTH);
        }
    }

    /// @return null for what cannot be anybody's password
    static @Nullable Password ofGuess(String guess) {
        try {
            return new Password(guess);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
