package chat.sentinel.servicekit.tracing;

import io.micrometer.observation.ObservationPredicate;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/// Tracing is on where there is an address for traces, in Boot's own settings.
@AutoConfiguration(
        beforeName =
                "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
        afterName =
                "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration")
@EnableConfigurationProperties(TracingProperties.class)
class TracingAutoConfiguration {
    static final List<String> ENDPOINTS =
            List.of(
                    "management.opentelemetry.tracing.export.otlp.endpoint",
                    "management.tracing.export.zipkin.endpoint");

    @Bean
    Traces traces(
            ObjectProvider<OpenTelemetry> openTelemetry,
            Environment environment,
            TracingProperties properties) {
        if (!TracingOnDemand.isOn(environment)) {
            return Traces.OFF;
        }
        return new Traces(
                openTelemetry.getObject().getTracer("chat.sentinel"), properties.trustClients());
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(On.class)
    static class WhenOn {
        @Bean
        Sampler requestsSampler(Environment environment) {
            double probability =
                    environment.getProperty(
                            "management.tracing.sampling.probability", Double.class, 0.1);
            return Sampler.parentBased(new Requests(Sampler.traceIdRatioBased(probability)));
        }

        /// Whoever looks at the service is not looked at.
        @Bean
        ObservationPredicate operatorsAreNotObserved() {
            return (_, context) ->
                    !(context instanceof ServerRequestObservationContext server
                            && server.getCarrier() != null
                            && server.getCarrier().getRequestURI().startsWith("/actuator"));
        }
    }

    static final class On implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return TracingOnDemand.isOn(context.getEnvironment());
        }
    }
}
