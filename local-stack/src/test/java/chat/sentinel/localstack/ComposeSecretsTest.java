package chat.sentinel.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeSecretsTest {
    @TempDir Path root;

    @BeforeEach
    void copyTemplate() throws Exception {
        Files.createDirectories(root.resolve("containers"));
        Files.copy(
                Root.find().resolve("containers/env.template"),
                root.resolve("containers/env.template"));
    }

    @Test
    void shouldFillInSecretsThatNobodyElseReads() throws Exception {
        new ComposeSecrets(root).make();

        Path env = root.resolve(".env");
        String text = Files.readString(env);
        assertThat(text)
                .containsPattern("(?m)^SENTINEL_POSTGRES_PASSWORD=[0-9a-f]{48}$")
                .containsPattern("(?m)^SENTINEL_S3_KEY=[0-9a-f]{64}$")
                .doesNotContainPattern("@[A-Z0-9_]+@");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env)))
                .isEqualTo("rw-------");
        Path folder = root.resolve(".sentinel/compose/secrets");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        // The user of a container is somebody else.
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("internal-key"))))
                .isEqualTo("r--r--r--");
        // Not for root, who may write everywhere: the next call opens it for writing.
        assertThat(Files.getPosixFilePermissions(folder.resolve("keysets.lock")))
                .contains(PosixFilePermission.OWNER_WRITE);
        // So that services take them in the profile `production`.
        assertThat(folder.resolve("DEVELOPMENT")).doesNotExist();
    }

    @Test
    void shouldKeepWhatIsThere() throws Exception {
        new ComposeSecrets(root).make();
        Path env = root.resolve(".env");
        Files.writeString(env, Files.readString(env) + "SENTINEL_PUBLIC_ADDRESS=https://chat\n");
        String before = contents();

        assertThat(new ComposeSecrets(root).make()).startsWith("kept");

        assertThat(contents()).isEqualTo(before);
    }

    private String contents() throws Exception {
        var contents = new StringBuilder(Files.readString(root.resolve(".env")));
        try (Stream<Path> files = Files.list(root.resolve(".sentinel/compose/secrets"))) {
            for (Path file : files.sorted().toList()) {
                contents.append(file.getFileName()).append(Files.readString(file));
            }
        }
        return contents.toString();
    }
}
