package chat.sentinel.servicekit;

import chat.sentinel.servicekit.tracing.TracingOnDemand;
import org.springframework.aot.AotDetector;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;

/// A build writes down which beans a service has and how each is made ([Spring AOT][1]), with
/// which a start under `-Dspring.aot.enabled=true` takes a quarter of the CPU less. What was
/// written has a description of the API and no traces: who sets either of them otherwise gets a
/// start that finds its beans itself.
///
/// [1]: https://docs.spring.io/spring-framework/reference/core/aot.html
final class AotBeans implements EnvironmentPostProcessor {
    /// After [ServiceDefaults], as `spring.factories` has them.
    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (TracingOnDemand.isOn(environment)
                || !environment.getProperty("springdoc.api-docs.enabled", Boolean.class, true)) {
            SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
        }
    }
}
