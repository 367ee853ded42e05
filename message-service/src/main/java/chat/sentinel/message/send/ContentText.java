package chat.sentinel.message.send;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What a message may say.
final class ContentText {
    private ContentText() {}

    /// @param fields what is wrong with the request so far
    /// @throws SentinelException VALIDATION_FAILED when something is wrong with it, or the text is
    ///     not Unicode; MESSAGE_TOO_LARGE
    static void check(String text, long maxBytes, Fields fields) {
        long bytes = utf8Length(text);
        if (bytes < 0) {
            fields.wrong("content", "is not Unicode text");
        }
        fields.check();
        if (bytes > maxBytes) {
            throw new SentinelException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "content has "
                            + bytes
                            + " bytes in UTF-8, at most "
                            + maxBytes
                            + " are allowed");
        }
    }

    /// @return -1 for half a surrogate pair, which no UTF-8 can carry
    private static long utf8Length(String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
        } catch (CharacterCodingException e) {
            return -1;
        }
    }
}
