package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `-Dsentinel.write=true` writes the page instead.
class SettingsPageTest {
    private static final Path ROOT =
            Path.of(System.getProperty("sentinel.root", ".")).toAbsolutePath();

    @Test
    void thePageSaysWhatTheCodeDoes() throws Exception {
        String made = SettingsPage.make(ROOT);
        if (Boolean.getBoolean("sentinel.write")) {
            Files.writeString(SettingsPage.file(ROOT), made);
        }
        assertThat(Files.readString(SettingsPage.file(ROOT)))
                .as(
                        "docs/settings.md; ./mvnw verify -Dtest=SettingsPageTest -Dsentinel.write=true makes it anew")
                .isEqualTo(made);
    }

    @Test
    void everySettingSaysWhatItIs() throws Exception {
        for (String module : SettingsPage.MODULES) {
            assertThat(SettingsPage.settings(ROOT, module))
                    .as(module)
                    .isNotEmpty()
                    .allSatisfy(setting -> assertThat(setting.meaning()).isNotBlank());
        }
    }
}
