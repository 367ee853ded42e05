package chat.sentinel.servicekit.rest;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param publicPaths path patterns that need no token; one that comes along is not looked at
/// @param maxBodySize the largest request body
@Validated
@ConfigurationProperties("sentinel.rest")
public record RestProperties(
        @DefaultValue List<String> publicPaths,
        @NotNull @DefaultValue("128KB") DataSize maxBodySize) {
    public RestProperties {
        publicPaths = List.copyOf(publicPaths);
    }
}
