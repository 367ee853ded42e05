package chat.sentinel.notification.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class WebPushEndpointsTest {
    private static final WebPushEndpoints ENDPOINTS =
            of(
                    new WebPushProperties(
                            Path.of("vapid.pem"),
                            "mailto:operator@example.org",
                            Set.of("127.0.0.1:20017"),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            16));

    public static WebPushEndpoints of(WebPushProperties properties) {
        return new WebPushEndpoints(properties);
    }

    /// As if every name could be registered, and none was a test host's.
    public static WebPushEndpoints takingAnything(WebPushProperties properties) {
        return new WebPushEndpoints(properties) {
            @Override
            public boolean allows(String endpoint) {
                return true;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://fcm.googleapis.com/fcm/send/abc:APA91b-x_y",
                "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
                "https://web.push.apple.com/QGuQyavXutnMH",
                "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%2f%2b",
                "https://push.example.org:443/x",
                "HTTPS://Push.Example.org/x",
                "http://127.0.0.1:20017/web-push/to/x"
            })
    void shouldTakeWhatBrowsersGive(String endpoint) {
        assertThat(ENDPOINTS.allows(endpoint)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "http://push.example.org/x",
                "ftp://push.example.org/x",
                "file:///etc/passwd",
                "https:///x",
                "https://push.example.org:8443/x",
                "https://push.example.org:0/x",
                "https://user@push.example.org/x",
                "https://user:password@push.example.org/x",
                "https://push.example.org/x#y",
                "https://localhost/x",
                "https://intranet/x",
                "https://127.0.0.1/x",
                "https://10.0.0.1/x",
                "https://2130706433/x",
                "https://0x7f.0.0.1/x",
                "https://127.1/x",
                "https://[::1]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://push.example.org./x",
                "https://push_.example.org/x",
                "https://push.example.org\\@127.0.0.1/x",
                "https://127.0.0.1:20017@push.example.org/x",
                "http://127.0.0.1:20018/x",
                "http://127.0.0.1/x"
            })
    void shouldTakeNothingElse(String endpoint) {
        assertThat(ENDPOINTS.allows(endpoint)).isFalse();
    }
}
