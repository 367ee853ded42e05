package chat.sentinel.message;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// A fresh keyset in a file of its own.
final class Keysets {
    private Keysets() {}

    static Path key(String key) {
        try {
            Path file = Files.createTempFile("internal-key", null);
            file.toFile().deleteOnExit();
            return Files.writeString(file, key + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path fresh() {
        try {
            AeadConfig.register();
            Path file = Files.createTempFile("keyset", ".json");
            file.toFile().deleteOnExit();
            Files.writeString(
                    file,
                    TinkJsonProtoKeysetFormat.serializeKeyset(
                            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
                            InsecureSecretKeyAccess.get()));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
