package chat.sentinel.notification;

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
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/// Secrets of an installation that only tests use.
public final class KeyFiles {
    private KeyFiles() {}

    static Path internalKey() {
        try {
            Path file = Files.createTempFile("internal-key", null);
            file.toFile().deleteOnExit();
            return Files.writeString(file, TestPresence.KEY + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As `openssl genpkey` and `openssl pkey -pubout` write one.
    public static Path vapid() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Path file = Files.createTempFile("vapid", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file, pem("PRIVATE", pair.getPrivate()) + pem("PUBLIC", pair.getPublic()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, Key key) {
        return "-----BEGIN %1$s KEY-----%n%2$s%n-----END %1$s KEY-----%n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(key.getEncoded()));
    }

    static Path keyset() {
        try {
            AeadConfig.register();
            Path file = Files.createTempFile("keyset", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    TinkJsonProtoKeysetFormat.serializeKeyset(
                            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
                            InsecureSecretKeyAccess.get()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
