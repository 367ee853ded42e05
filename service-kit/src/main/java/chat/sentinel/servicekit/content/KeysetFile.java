package chat.sentinel.servicekit.content;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// A Tink JSON keyset in a file that only the service may read.
public final class KeysetFile {
    private KeysetFile() {}

    /// @param setting that names the file, for whoever has to correct it
    /// @throws IllegalStateException when the file cannot be read
    /// @throws GeneralSecurityException when it is no keyset
    public static KeysetHandle read(String setting, Path file) throws GeneralSecurityException {
        AeadConfig.register();
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), InsecureSecretKeyAccess.get());
        } catch (IOException e) {
            throw new IllegalStateException(
                    setting
                            + " names "
                            + file
                            + ", which cannot be read; it must be a Tink JSON keyset",
                    e);
        }
    }
}
