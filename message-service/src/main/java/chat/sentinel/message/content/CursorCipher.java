package chat.sentinel.message.content;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import java.security.GeneralSecurityException;

/// Seals what a client carries from one page to the next, bound to whom it was given for.
public final class CursorCipher {
    private final Aead aead;

    CursorCipher(KeysetHandle keyset) throws GeneralSecurityException {
        this.aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    public byte[] seal(byte[] cursor, byte[] context) {
        try {
            return aead.encrypt(cursor, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a cursor cannot be sealed", e);
        }
    }

    /// @throws GeneralSecurityException when the bytes were not sealed here for this context
    public byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException {
        return aead.decrypt(sealed, context);
    }
}
