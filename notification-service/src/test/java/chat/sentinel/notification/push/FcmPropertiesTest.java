package chat.sentinel.notification.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FcmPropertiesTest {
    @Test
    void shouldMeanFirebaseItselfWithoutAnEndpoint() {
        FcmProperties properties = bound(Map.of("sentinel.fcm.service-account", "/keys/key.json"));
        assertThat(properties.serviceAccount()).isEqualTo(Path.of("/keys/key.json"));
        assertThat(properties.endpoint()).isNull();
        assertThat(properties.connect()).isEqualTo(Duration.ofSeconds(5));
        assertThat(properties.answer()).isEqualTo(Duration.ofSeconds(15));
    }

    /// Which is how a launcher takes back what it usually says.
    @Test
    void shouldMeanFirebaseItselfWithAnEmptyEndpoint() {
        FcmProperties properties =
                bound(
                        Map.of(
                                "sentinel.fcm.service-account",
                                "/keys/key.json",
                                "sentinel.fcm.endpoint",
                                ""));
        assertThat(properties.endpoint()).isNull();
    }

    @Test
    void shouldMeanTheStandInByItsEndpoint() {
        FcmProperties properties =
                bound(
                        Map.of(
                                "sentinel.fcm.service-account",
                                "/keys/key.json",
                                "sentinel.fcm.endpoint",
                                "http://127.0.0.1:20017"));
        assertThat(properties.endpoint()).isEqualTo(URI.create("http://127.0.0.1:20017"));
    }

    private static FcmProperties bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bind("sentinel.fcm", FcmProperties.class)
                .get();
    }
}
