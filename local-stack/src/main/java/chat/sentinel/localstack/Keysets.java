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
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/// The services' keysets on this machine, Tink cleartext JSON, AES-256-GCM, the key by which they
/// know each other, that of S3 and that of Web Push: readable by the owner only, made once and then
/// kept, for what they encrypted is lost without them, and so is who subscribed.
record Keysets(Path folder) {
    /// Beside it services refuse to start in the profile `production`.
    private static final String MARKER = "DEVELOPMENT";

    /// Of a machine that nobody else reaches.
    static Keysets forDevelopment(Path folder) {
        FileTree.write(
                folder.resolve(MARKER),
                "The secrets here are of a machine for development: in the profile `production` no service takes"
                        + " them. ./sentinel secrets makes others.\n");
        return new Keysets(folder);
    }

    /// Makes all that are missing.
    void make() {
        signing();
        content();
        cursor();
        internalKey();
        s3Key();
        webPush();
    }

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
        return random("internal-key");
    }

    private Path random(String name) {
        Path file = folder.resolve(name);
        try (var _ = FolderLock.of(folder.resolve("keysets.lock"))) {
            if (!Files.exists(file)) {
                byte[] key = new byte[32];
                new SecureRandom().nextBytes(key);
                FileTree.writeSecret(file, HexFormat.of().formatHex(key));
            }
            return file;
        }
    }

    /// By what S3 knows media-service, whose name there is no secret.
    Path s3Key() {
        return random("s3-key");
    }

    /// By what the push services of browsers know who sends: private and public, PEM.
    Path webPush() {
        Path file = folder.resolve("web-push.pem");
        try (var _ = FolderLock.of(folder.resolve("keysets.lock"))) {
            if (!Files.exists(file)) {
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                KeyPair pair = generator.generateKeyPair();
                FileTree.writeSecret(
                        file, pem("PRIVATE", pair.getPrivate()) + pem("PUBLIC", pair.getPublic()));
            }
            return file;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, Key key) {
        return "-----BEGIN %1$s KEY-----\n%2$s\n-----END %1$s KEY-----\n"
                .formatted(
                        kind,
                        Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.getEncoded()));
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
