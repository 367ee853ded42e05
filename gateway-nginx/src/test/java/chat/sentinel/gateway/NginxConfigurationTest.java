package chat.sentinel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.sentinel.contracts.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class NginxConfigurationTest {
    private final NginxConfiguration configuration =
            NginxConfiguration.of(
                    "127.0.0.1:8080",
                    Path.of("/run/gateway"),
                    new Upstreams(
                            List.of("u:1"),
                            List.of("m:1", "m:2"),
                            List.of("p:1"),
                            List.of("n:1"),
                            List.of("s:1"),
                            List.of("g:7"),
                            List.of("h:8")));

    @Test
    void shouldFillInEverySetting() {
        assertThat(String.join("\n", configuration.files().values())).doesNotContain("${");
        assertThat(NginxConfiguration.names()).containsAll(NginxConfiguration.DEFAULTS.keySet());
        assertThat(NginxConfiguration.DEFAULTS.keySet())
                .containsAll(NginxConfiguration.LOCAL_PROFILE.keySet());
    }

    @Test
    void shouldNameEveryInstance() {
        assertThat(configuration.files().get("sentinel.conf"))
                .contains("server m:1 max_fails=1 fail_timeout=2s; server m:2 max_fails=1");
    }

    @Test
    void shouldRefuseASettingThatItDoesNotHave() {
        assertThatThrownBy(() -> configuration.with(Map.of("SENTINEL_GATEWAY_BODY_LIMITS", "1m")))
                .hasMessage("The gateway has no setting SENTINEL_GATEWAY_BODY_LIMITS");
    }

    @Test
    void shouldCarryTenThousandSocketsInOneWorker() {
        assertThat(
                        Integer.parseInt(
                                NginxConfiguration.DEFAULTS.get(
                                        "SENTINEL_GATEWAY_WORKER_CONNECTIONS")))
                .isGreaterThanOrEqualTo(2 * 10_000);
    }

    /// Titles may say more than the catalogue (an address too long is an invalid request).
    @Test
    void shouldAnswerWithCodesOfTheCatalogueOnly() {
        Matcher problem =
                Pattern.compile("return (\\d{3}) '(\\{\"type\".*})';")
                        .matcher(String.join("\n", configuration.files().values()));
        int found = 0;
        while (problem.find()) {
            found++;
            Map<?, ?> body = JsonMapper.shared().readValue(problem.group(2), Map.class);
            ErrorCode code =
                    ErrorCode.valueOf(String.valueOf(body.get("code")).toUpperCase(Locale.ROOT));
            assertThat(body.get("type")).isEqualTo(code.type());
            assertThat(body.get("retryable")).isEqualTo(code.retryable());
            assertThat(body.get("status")).isEqualTo(Integer.valueOf(problem.group(1)));
            if (code != ErrorCode.INVALID_REQUEST) {
                assertThat(body.get("status")).isEqualTo(code.status());
                assertThat(body.get("title")).isEqualTo(code.title());
            }
        }
        assertThat(found).isEqualTo(12);
    }
}
