package chat.sentinel.localstack;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The services' keysets on this machine, Tink cleartext JSON, AES-256-GCM, and the key by which
/// they know each other: readable by the owner only, made once and then kept, for what they
/// encrypted is lost without them.
record Keysets(Path folder) {

    Path signing() {
        return keyset("signing-keyset.json");
    }

    Path content() {
        return keyset("content-keyset.json");
    }

    Path cursor() {
        return keyset("cursor-keyset.json");
    }

    /// What services prove to each other that they belong together.
    Path internalKey() {
        Path file = folder.resolve("internal-key");
        try (var _ = FolderLock.of(folder.resolve("keysets.lock"))) {
            if (!Files.exists(file)) {
                byte[] key = new byte[32];
                new SecureRandom().nextBytes(key);
                FileTree.writeSecret(file, HexFormat.of().formatHex(key));
            }
            return file;
        }
    }

    private Path keyset(String name) {
        Path file = folder.resolve(name);
        try (var _ = FolderLock.of(folder.resolve("keysets.lock"))) {
            if (!Files.exists(file)) {
                AeadConfig.register();
                KeysetHandle handle =
                        KeysetHandle.generateNew(
                                PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
                FileTree.writeSecret(
                        file,
                        TinkJsonProtoKeysetFormat.serializeKeyset(
                                handle,
                                RegistryConfiguration.get(),
                                InsecureSecretKeyAccess.get()));
            }
            return file;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
