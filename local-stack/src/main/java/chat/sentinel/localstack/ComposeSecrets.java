package chat.sentinel.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;

/// What `docker compose` needs before its first start: `.env` at the root of the tree, and files
/// of keys. Both are made once and then kept.
record ComposeSecrets(Path root) {
    /// Compose mounts each file by itself into containers whose user is nobody here. So the files
    /// can be read by everybody, and the folder, which containers do not see, by its owner only.
    private static final String FOLDER = "rwx------";
    private static final String FILE = "r--r--r--";

    /// @return what to tell whoever asked
    String make() {
        Path folder = FileTree.directory(root.resolve(".sentinel/compose/secrets"));
        new Keysets(folder).make();
        open(folder);
        Path env = root.resolve(".env");
        if (Files.exists(env)) {
            return "kept " + env + " and the keys in " + folder;
        }
        FileTree.writeSecret(
                env,
                template()
                        .replace("@POSTGRES_PASSWORD@", password())
                        .replace("@S3_KEY@", secret(folder.resolve("s3-key"))));
        return "made " + env + " and the keys in " + folder;
    }

    private static String password() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private String template() {
        return secret(root.resolve("containers/env.template")) + "\n";
    }

    private static String secret(Path file) {
        String text = FileTree.readIfPresent(file);
        if (text == null) {
            throw new StackException("Not found: " + file);
        }
        return text.strip();
    }

    private static void open(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(FOLDER));
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> !f.toString().endsWith(".lock")).toList()) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE));
                }
            }
        } catch (IOException e) {
            throw new StackException("Cannot change who reads " + folder, e);
        }
    }
}
