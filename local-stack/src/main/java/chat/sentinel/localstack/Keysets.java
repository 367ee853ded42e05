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

/// The services' keysets on this machine: Tink cleartext JSON, AES-256-GCM, readable by the
/// owner only, made once and then kept, for what they encrypted is lost without them.
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
