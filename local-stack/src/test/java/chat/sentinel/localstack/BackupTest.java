package chat.sentinel.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is copied, and what is refused. That a whole system comes back from it is shown by
/// BackupStoryTest of end-to-end.
class BackupTest {
    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @TempDir private Path folder;
    private final List<String> said = new ArrayList<>();
    private Path home;
    private Path target;
    private Stack stack;

    @BeforeEach
    void aStackThatHasStoredSomething() throws IOException {
        home = folder.resolve("home");
        target = folder.resolve("backups").resolve("today");
        stack = Stack.open(home, Ports.testBase() + 1000);
        write("secrets/postgres-password", "secret");
        Files.setPosixFilePermissions(
                home.resolve("secrets/postgres-password"),
                PosixFilePermissions.fromString("rw-------"));
        write("postgres/data/PG_VERSION", "18");
        write("kafka/data/chat.commands-0/00000000000000000000.log", "what was acknowledged");
        write("s3/data/sentinel-media/tea.jpg", "a picture");
        write("logs/kafka.log", "a line");
        write("apps/user-service/app.jar", "a copy");
        type().write("user.content-type", ByteBuffer.wrap("image/jpeg".getBytes(UTF_8)));
    }

    @AfterEach
    void end() {
        stack.erase();
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private UserDefinedFileAttributeView type() {
        return Files.getFileAttributeView(
                home.resolve("s3/data/sentinel-media/tea.jpg"), UserDefinedFileAttributeView.class);
    }

    private Backup backup() {
        return new Backup(stack, (name, what) -> said.add(name + ": " + what), NOON);
    }

    @Test
    void bringsBackDataAndKeysAsTheyWere() throws IOException {
        backup().make(target);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rwx------");
        stack.erase();
        assertThat(home).doesNotExist();

        backup().restore(target);

        assertThat(home.resolve("kafka/data/chat.commands-0/00000000000000000000.log"))
                .hasContent("what was acknowledged");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(
                                        home.resolve("secrets/postgres-password"))))
                .isEqualTo("rw-------");
        ByteBuffer type = ByteBuffer.allocate(32);
        type().read("user.content-type", type);
        assertThat(UTF_8.decode(type.flip()).toString()).isEqualTo("image/jpeg");
        assertThat(home.resolve("logs")).doesNotExist();
        assertThat(home.resolve("apps")).doesNotExist();
        assertThat(said).contains("restore: as of 2026-11-22T12:00:00Z, in " + home);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(home, target.getParent());
        }
    }

    @Test
    void refusesToCopyWhatRuns() {
        stack.up("redis");
        assertThatThrownBy(() -> backup().make(target))
                .hasMessageContaining("./sentinel down")
                .hasMessageContaining("redis");
        stack.down();
        backup().make(target);
        assertThat(target).isDirectory();
    }

    @Test
    void refusesATargetThatIsThereOrGoesWithTheData() throws IOException {
        Files.createDirectories(target);
        assertThatThrownBy(() -> backup().make(target)).hasMessageContaining("is there already");
        assertThatThrownBy(() -> backup().make(home.resolve("backup")))
                .hasMessageContaining("lies in");
        Path way = Files.createSymbolicLink(folder.resolve("way"), home);
        assertThatThrownBy(() -> backup().make(way.resolve("backup")))
                .hasMessageContaining("lies in");
        FileTree.delete(home.resolve("secrets"));
        assertThatThrownBy(() -> backup().make(folder.resolve("other")))
                .hasMessageContaining("secrets are gone");
        FileTree.delete(home);
        assertThatThrownBy(() -> backup().make(folder.resolve("other")))
                .hasMessageContaining("Nothing was ever stored");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void refusesDataThatLiesElsewhere() throws IOException {
        Path disk = folder.resolve("disk");
        Files.move(home.resolve("kafka"), disk);
        Files.createSymbolicLink(home.resolve("kafka"), disk);
        assertThatThrownBy(() -> backup().make(target)).hasMessageContaining("is a link");
        assertThat(target).doesNotExist();
    }

    @Test
    void refusesToWriteOverData() {
        backup().make(target);
        assertThatThrownBy(() -> backup().restore(target)).hasMessageContaining("has data already");
        assertThat(home.resolve("logs/kafka.log")).exists();
    }

    @Test
    void refusesToTakeThePlaceOfALink() throws IOException {
        backup().make(target);
        stack.erase();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(home, elsewhere);
        assertThatThrownBy(() -> backup().restore(target)).hasMessageContaining("is a link");
        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(home);
    }

    @Test
    void refusesWhatIsNoWholeBackup() throws IOException {
        assertThatThrownBy(() -> backup().restore(home)).hasMessageContaining("is no backup");
        backup().make(target);
        stack.erase();
        Files.delete(target.resolve("kafka/data/chat.commands-0/00000000000000000000.log"));
        assertThatThrownBy(() -> backup().restore(target)).hasMessageContaining("is damaged");
        Path contents = target.resolve("sentinel-backup.properties");
        Files.writeString(contents, Files.readString(contents).replace("format=1", "format=2"));
        assertThatThrownBy(() -> backup().restore(target)).hasMessageContaining("format 2");
        assertThat(home).doesNotExist();
    }
}
