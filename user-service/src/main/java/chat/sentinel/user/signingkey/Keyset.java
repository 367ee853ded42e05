package chat.sentinel.user.signingkey;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import org.springframework.stereotype.Component;

/// The one secret of user-service: encrypts private keys in the database and seals cursors. What is
/// sealed for one purpose does not open for another.
@Component
public class Keyset {
    private final Aead aead;

    Keyset(SigningProperties properties) {
        try {
            AeadConfig.register();
            KeysetHandle handle =
                    TinkJsonProtoKeysetFormat.parseKeyset(
                            Files.readString(properties.keyset()), InsecureSecretKeyAccess.get());
            this.aead = handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "sentinel.signing.keyset (SENTINEL_SIGNING_KEYSET) must name a readable file with a"
                            + " Tink AEAD keyset in JSON",
                    e);
        }
    }

    public byte[] seal(byte[] secret, String purpose) {
        try {
            return aead.encrypt(secret, purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot encrypt", e);
        }
    }

    /// @throws GeneralSecurityException when it was not sealed with this keyset for this purpose
    public byte[] open(byte[] sealed, String purpose) throws GeneralSecurityException {
        return aead.decrypt(sealed, purpose.getBytes(StandardCharsets.UTF_8));
    }
}
