package chat.sentinel.message.history;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.message.content.CursorCipher;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Cursors as clients carry them: sealed, expiring, and bound to whom and what they were given
/// for. Nothing that comes back from outside reaches the store unless it was made here.
@Component
public class SealedCursors {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final int MOST_CHARACTERS = 2_048;

    private final CursorCipher cipher;
    private final Clock clock;

    SealedCursors(CursorCipher cipher, Clock clock) {
        this.cipher = cipher;
        this.clock = clock;
    }

    /// @param context who may use it, and for what
    public String seal(byte[] cursor, String context) {
        byte[] dated =
                ByteBuffer.allocate(Long.BYTES + cursor.length)
                        .putLong(clock.instant().plus(LIFE).toEpochMilli())
                        .put(cursor)
                        .array();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(cipher.seal(dated, bytes(context)));
    }

    /// @throws SentinelException INVALID_CURSOR when it was altered, has expired, or was given
    ///     to somebody else or for something else
    public byte[] open(String sealed, String context) {
        if (sealed.length() > MOST_CHARACTERS) {
            throw invalid(null);
        }
        try {
            ByteBuffer dated =
                    ByteBuffer.wrap(
                            cipher.open(Base64.getUrlDecoder().decode(sealed), bytes(context)));
            if (dated.getLong() < clock.millis()) {
                throw invalid(null);
            }
            byte[] cursor = new byte[dated.remaining()];
            dated.get(cursor);
            return cursor;
        } catch (GeneralSecurityException | IllegalArgumentException | BufferUnderflowException e) {
            throw invalid(e);
        }
    }

    private static SentinelException invalid(@Nullable Throwable cause) {
        return new SentinelException(
                ErrorCode.INVALID_CURSOR, ErrorCode.INVALID_CURSOR.title(), cause);
    }

    private static byte[] bytes(String context) {
        return context.getBytes(StandardCharsets.UTF_8);
    }
}
