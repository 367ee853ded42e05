package chat.sentinel.servicekit.production;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.util.unit.DataSize;

/// In the profile `production` a service does not start with what is for one machine only: secrets
/// that `./sentinel up` made, hosts that stand in for others, password hashes that are too cheap.
/// It ends with a sentence that names the setting.
///
/// `up` puts a file [#MARKER] beside its secrets. Whoever copies a secret from there to another
/// folder says that it is his own.
public final class ProductionCheck implements EnvironmentPostProcessor, Ordered {
    /// Beside secrets of a machine for development.
    public static final String MARKER = "DEVELOPMENT";

    /// How a password of such a machine begins.
    public static final String PREFIX = "development-";

    private static final int SHORTEST_PASSWORD = 16;

    /// What OWASP's cheat sheet on storing passwords gives as the least for Argon2id.
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(19);

    private static final int LEAST_ITERATIONS = 2;

    private static final List<String> SECRET_FILES =
            List.of(
                    "sentinel.signing.keyset",
                    "sentinel.content-keyset",
                    "sentinel.cursor-keyset",
                    "sentinel.rest.internal-key",
                    "sentinel.s3.secret-key",
                    "sentinel.webpush.key-pair",
                    "sentinel.fcm.service-account",
                    "sentinel.elasticsearch.authorization");

    /// After the files of settings have been read.
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.acceptsProfiles(Profiles.of("production"))) {
            SECRET_FILES.forEach(
                    setting -> checkFile(setting, environment.getProperty(setting, "")));
            checkPassword(environment.getProperty("spring.datasource.password"));
            checkStandIns(environment);
            checkHashes(environment);
        }
    }

    private static void checkFile(String setting, String file) {
        try {
            if (!file.isBlank() && Files.exists(Path.of(file).resolveSibling(MARKER))) {
                throw refused(
                        setting,
                        file,
                        "is a secret of a machine for development (beside it lies %s). Make your own: ./sentinel secrets"
                                .formatted(MARKER));
            }
        } catch (InvalidPathException e) {
            throw refused(setting, file, "is no path of a file");
        }
    }

    private static void checkPassword(@Nullable String password) {
        if (password != null
                && (password.startsWith(PREFIX) || password.length() < SHORTEST_PASSWORD)) {
            throw refused(
                    "spring.datasource.password",
                    "(not shown)",
                    "is that of a machine for development, or has fewer than %d characters"
                            .formatted(SHORTEST_PASSWORD));
        }
    }

    private static void checkStandIns(ConfigurableEnvironment environment) {
        Set<String> hosts =
                Binder.get(environment)
                        .bind("sentinel.webpush.test-hosts", Bindable.setOf(String.class))
                        .orElse(Set.of());
        if (!hosts.isEmpty()) {
            throw refused(
                    "sentinel.webpush.test-hosts",
                    hosts.toString(),
                    "lets pushes go to private networks without TLS; it is for tests");
        }
        String endpoint = environment.getProperty("sentinel.fcm.endpoint", "");
        if (endpoint.regionMatches(true, 0, "http:", 0, 5)) {
            throw refused(
                    "sentinel.fcm.endpoint",
                    endpoint,
                    "is a stand-in of Firebase; leave it out for Firebase itself");
        }
    }

    private static void checkHashes(ConfigurableEnvironment environment) {
        Binder settings = Binder.get(environment);
        DataSize memory =
                settings.bind("sentinel.passwords.memory", DataSize.class).orElse(LEAST_MEMORY);
        if (memory.compareTo(LEAST_MEMORY) < 0) {
            throw refused(
                    "sentinel.passwords.memory",
                    memory.toString(),
                    "makes hashes too cheap; %dMB at least".formatted(LEAST_MEMORY.toMegabytes()));
        }
        int iterations =
                settings.bind("sentinel.passwords.iterations", Integer.class)
                        .orElse(LEAST_ITERATIONS);
        if (iterations < LEAST_ITERATIONS) {
            throw refused(
                    "sentinel.passwords.iterations",
                    String.valueOf(iterations),
                    "makes hashes too cheap; %d at least".formatted(LEAST_ITERATIONS));
        }
    }

    private static InvalidConfigurationPropertyValueException refused(
            String setting, String value, String reason) {
        return new InvalidConfigurationPropertyValueException(
                setting, value, "In the profile production: " + setting + " " + reason);
    }
}
