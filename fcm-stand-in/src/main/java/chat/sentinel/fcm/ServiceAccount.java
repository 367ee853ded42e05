package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The key file of a service account, as Google's console hands it out.
record ServiceAccount(Path file, String project, String email, URI tokenUri, PublicKey publicKey) {
    static final String PROJECT = "sentinel-local";

    /// The account in the file, made if there is none. An account that is there keeps its key;
    /// where its tokens come from is corrected.
    static ServiceAccount in(Path file, URI tokenUri) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (Files.exists(file)) {
            JsonNode present = JsonMapper.shared().readTree(Files.readString(file));
            present.properties().forEach(e -> fields.put(e.getKey(), e.getValue().asString()));
        } else {
            fields.put("type", "service_account");
            fields.put("project_id", PROJECT);
            fields.put("private_key_id", "stand-in");
            fields.put("private_key", newPrivateKey());
            fields.put("client_email", "fcm@" + PROJECT + ".iam.gserviceaccount.com");
            fields.put("client_id", "1");
        }
        if (!tokenUri.toString().equals(fields.put("token_uri", tokenUri.toString()))) {
            write(file, JsonMapper.shared().writeValueAsString(fields));
        }
        // Beside it services refuse to start in the profile `production`.
        Files.writeString(file.resolveSibling("DEVELOPMENT"), "The account is not Firebase's.\n");
        return new ServiceAccount(
                file,
                String.valueOf(fields.get("project_id")),
                String.valueOf(fields.get("client_email")),
                tokenUri,
                publicKey(String.valueOf(fields.get("private_key"))));
    }

    private static String newPrivateKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicKey publicKey(String pem) throws IOException {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            var key =
                    (RSAPrivateCrtKey)
                            rsa.generatePrivate(
                                    new PKCS8EncodedKeySpec(
                                            Base64.getMimeDecoder().decode(base64)));
            return rsa.generatePublic(
                    new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        } catch (GeneralSecurityException e) {
            throw new IOException("No key of a service account", e);
        }
    }

    /// Whole or not at all, and for its owner only.
    private static void write(Path file, String text) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path partial =
                Files.createTempFile(
                        folder,
                        "account",
                        ".partial",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, text);
        Files.move(
                partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
