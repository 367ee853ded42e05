package chat.sentinel.servicekit.tracing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/// Leaves out all of Boot's tracing while there is nowhere to send traces: a service that is not
/// observed neither loads nor runs any of it.
public final class TracingOnDemand implements AutoConfigurationImportFilter, EnvironmentAware {
    private static final List<String> TRACING =
            List.of(
                    "org.springframework.boot.opentelemetry.",
                    "org.springframework.boot.micrometer.tracing.",
                    "org.springframework.boot.zipkin.");

    private boolean on;

    @Override
    public void setEnvironment(Environment environment) {
        on = isOn(environment);
    }

    /// @return whether there is an address that traces are sent to
    public static boolean isOn(Environment environment) {
        return TracingAutoConfiguration.ENDPOINTS.stream()
                .map(environment::getProperty)
                .anyMatch(endpoint -> endpoint != null && !endpoint.isBlank());
    }

    @Override
    public boolean[] match(
            @Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
        boolean[] wanted = new boolean[autoConfigurationClasses.length];
        for (int i = 0; i < wanted.length; i++) {
            String name = autoConfigurationClasses[i];
            wanted[i] = on || name == null || TRACING.stream().noneMatch(name::startsWith);
        }
        return wanted;
    }
}
