package chat.sentinel.servicekit.rest;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param publicPaths path patterns that need no token; one that comes along is not looked at
/// @param maxBodySize the largest request body
/// @param internalKey a file with what other services present below `/internal`; without it that is
///     closed
@Validated
@ConfigurationProperties("sentinel.rest")
public record RestProperties(
        @DefaultValue List<String> publicPaths,
        @NotNull @DefaultValue("128KB") DataSize maxBodySize,
        @Nullable Path internalKey) {
    public RestProperties {
        publicPaths = List.copyOf(publicPaths);
    }
}
