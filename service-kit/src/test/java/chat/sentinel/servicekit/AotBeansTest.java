package chat.sentinel.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.SpringProperties;

/// Through a real start, which fails where it looks for beans that no build wrote down.
class AotBeansTest {
    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    @BeforeEach
    void enable() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, "true");
    }

    @AfterEach
    void leaveItToTheCommandLine() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
    }

    @ParameterizedTest
    @CsvSource({
        "spring.main.banner-mode=off, true",
        "management.tracing.export.zipkin.endpoint=http://127.0.0.1:9/api/v2/spans, false",
        "management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:9, false",
        "management.opentelemetry.tracing.export.otlp.endpoint=, true",
        "springdoc.api-docs.enabled=false, false",
        "spring.profiles.active=production, false",
        "spring.profiles.active=other, true"
    })
    void shouldStartFromWhatTheBuildWroteWhereTheSettingsAreTheSame(String setting, boolean used) {
        var application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        List<String> defects = new ArrayList<>();
        try {
            application.run("--" + setting).close();
        } catch (RuntimeException e) {
            defects.add(e.toString());
        }
        assertThat(AotDetector.useGeneratedArtifacts()).isEqualTo(used);
        assertThat(!defects.isEmpty())
                .as("looked for generated beans: %s", defects)
                .isEqualTo(used);
    }
}
