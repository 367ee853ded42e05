package chat.sentinel.servicekit.cursors;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Cursors as clients carry them: sealed, expiring, and bound to whom and what they were given
/// for. Nothing that comes back from outside reaches the store unless it was made here.
public final class SealedCursors {
    private static final Duration LIFE = Duration.ofHours(24);
    private static final int MOST_CHARACTERS = 2_048;

    private final Aead aead;
    private final Clock clock;

    /// @param keyset of this service alone
    public SealedCursors(KeysetHandle keyset, Clock clock) throws GeneralSecurityException {
        this.aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.clock = clock;
    }

    /// @param context who may use it, and for what
    public String seal(byte[] cursor, String context) {
        byte[] dated =
                ByteBuffer.allocate(Long.BYTES + cursor.length)
                        .putLong(clock.instant().plus(LIFE).toEpochMilli())
                        .put(cursor)
                        .array();
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(aead.encrypt(dated, bytes(context)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a cursor cannot be sealed", e);
        }
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
                            aead.decrypt(Base64.getUrlDecoder().decode(sealed), bytes(context)));
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
