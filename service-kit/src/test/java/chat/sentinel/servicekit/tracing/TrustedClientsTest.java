package chat.sentinel.servicekit.tracing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// What a client says of a trace inside a socket.
class TrustedClientsTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

    @Test
    void unlessToldOtherwiseAClientNeitherNamesATraceNorHasItSampled() {
        assertThat(begun(Sampler.alwaysOff(), SAMPLED)).isNull();
        assertThat(begun(Sampler.alwaysOn(), SAMPLED)).isNotNull().doesNotContain(TRACE);
        assertThat(begun(Sampler.alwaysOn(), NOT_SAMPLED)).isNotNull().doesNotContain(TRACE);
    }

    @Test
    void aTrustedOneDoes() {
        String trusted = "sentinel.tracing.trust-clients=true";
        assertThat(begun(Sampler.alwaysOff(), SAMPLED, trusted)).isNotNull().contains(TRACE);
        assertThat(begun(Sampler.alwaysOn(), NOT_SAMPLED, trusted)).isNull();
    }

    /// @return the `traceparent` of what follows
    private static @Nullable String begun(Sampler own, String clients, String... settings) {
        AtomicReference<@Nullable String> begun = new AtomicReference<>();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class))
                .withBean(OpenTelemetry.class, () -> sampling(own))
                .withPropertyValues(TracingAutoConfiguration.ENDPOINTS.getFirst() + "=http://x:9")
                .withPropertyValues(settings)
                .run(
                        context -> {
                            Traces traces = requireNonNull(context.getBean(Traces.class));
                            try (Scope _ = traces.withinClients(clients)) {
                                begun.set(traces.begin("accept", SpanKind.PRODUCER).traceparent());
                            }
                        });
        return begun.get();
    }

    private static OpenTelemetry sampling(Sampler own) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(
                        SdkTracerProvider.builder().setSampler(Sampler.parentBased(own)).build())
                .build();
    }
}
