package chat.sentinel.servicekit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/// Adds `sentinel-service-defaults.properties` below all other settings, and in the profile
/// `production` leaves out what is for who builds on a service.
final class ServiceDefaults implements EnvironmentPostProcessor {
    private static final String PRODUCTION = "production";
    private static final String FILE = "sentinel-service-defaults.properties";

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.acceptsProfiles(Profiles.of(PRODUCTION))) {
            environment
                    .getPropertySources()
                    .addLast(
                            new MapPropertySource(
                                    "sentinel-production-defaults",
                                    Map.of("springdoc.api-docs.enabled", "false")));
        }
        try {
            environment
                    .getPropertySources()
                    .addLast(
                            new ResourcePropertySource(
                                    new ClassPathResource(
                                            FILE, ServiceDefaults.class.getClassLoader())));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
    }
}
