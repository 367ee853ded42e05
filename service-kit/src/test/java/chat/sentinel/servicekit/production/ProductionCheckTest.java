package chat.sentinel.servicekit.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Configuration;

/// Through a real start: the check is found, comes after the files of settings, and stops it.
class ProductionCheckTest {
    @TempDir Path own;
    @TempDir Path development;
    private Path ownKey;
    private Path developmentKey;

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @BeforeEach
    void secrets() throws Exception {
        ownKey = Files.writeString(own.resolve("key"), "secret");
        developmentKey = Files.writeString(development.resolve("key"), "secret");
        Files.writeString(development.resolve(ProductionCheck.MARKER), "");
    }

    @ParameterizedTest
    @CsvSource({
        "sentinel.webpush.test-hosts, localhost:1, tests",
        "sentinel.fcm.endpoint, HTTP://fcm-stand-in:20017, stand-in",
        "sentinel.fcm.endpoint, http://fcm-stand-in:20017, stand-in",
        "sentinel.passwords.memory, 4MB, cheap",
        "sentinel.passwords.iterations, 1, cheap",
        "spring.datasource.password, development-0123456789abcdef, development",
        "spring.datasource.password, short, fewer than 16",
        "spring.datasource.password, '', fewer than 16"
    })
    void shouldRefuseInProduction(String setting, String value, String reason) {
        assertThatThrownBy(() -> start("production", Map.of(setting, value)))
                .isInstanceOfSatisfying(
                        InvalidConfigurationPropertyValueException.class,
                        e -> {
                            assertThat(e.getName()).isEqualTo(setting);
                            assertThat(e.getReason()).contains(setting).contains(reason);
                        });
        assertThatCode(() -> start("", Map.of(setting, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "sentinel.signing.keyset",
        "sentinel.content-keyset",
        "sentinel.cursor-keyset",
        "sentinel.rest.internal-key",
        "sentinel.s3.secret-key",
        "sentinel.webpush.key-pair",
        "sentinel.fcm.service-account",
        "sentinel.elasticsearch.authorization"
    })
    void shouldRefuseSecretsOfDevelopmentInProduction(String setting) {
        assertThatThrownBy(() -> start("production", Map.of(setting, developmentKey.toString())))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining(setting)
                .hasMessageContaining("./sentinel secrets");
        assertThatCode(() -> start("", Map.of(setting, developmentKey.toString())))
                .doesNotThrowAnyException();
        assertThatCode(() -> start("production", Map.of(setting, ownKey.toString())))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAListThatIsToldItemByItem() {
        assertThatThrownBy(
                        () -> start("production", Map.of("sentinel.webpush.test-hosts[0]", "a:1")))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("sentinel.webpush.test-hosts");
    }

    @Test
    void shouldNotShowThePassword() {
        assertThatThrownBy(
                        () -> start("production", Map.of("spring.datasource.password", "hunter2")))
                .hasMessageNotContaining("hunter2")
                .isInstanceOfSatisfying(
                        InvalidConfigurationPropertyValueException.class,
                        e -> assertThat(e.getValue()).isEqualTo("(not shown)"));
    }

    private static void start(String profile, Map<String, String> told) {
        var application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        var settings = new HashMap<String, Object>(told);
        settings.put("spring.profiles.active", profile);
        application.setDefaultProperties(settings);
        application.run().close();
    }
}
