package chat.sentinel.notification.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class WebPushPropertiesTest {
    /// As a launcher tells it.
    @Test
    void shouldBeReadFromTheEnvironment() {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(
                new SystemEnvironmentPropertySource(
                        "systemEnvironment",
                        Map.of(
                                "SENTINEL_WEBPUSH_KEYPAIR", "/secrets/web-push.pem",
                                "SENTINEL_WEBPUSH_SUBJECT", "mailto:operator@example.org",
                                "SENTINEL_WEBPUSH_TESTHOSTS", "127.0.0.1:20017,fcm:20017")));
        WebPushProperties properties =
                new Binder(ConfigurationPropertySources.from(sources))
                        .bind("sentinel.webpush", WebPushProperties.class)
                        .get();
        assertThat(properties.keyPair()).isEqualTo(Path.of("/secrets/web-push.pem"));
        assertThat(properties.subject()).isEqualTo("mailto:operator@example.org");
        assertThat(properties.testHosts())
                .containsExactlyInAnyOrderElementsOf(List.of("127.0.0.1:20017", "fcm:20017"));
        assertThat(properties.connect().plus(properties.answer()))
                .isEqualTo(Duration.ofSeconds(15));
    }
}
