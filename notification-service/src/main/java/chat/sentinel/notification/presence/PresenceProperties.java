package chat.sentinel.notification.presence;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param uri of presence-service
/// @param timeout the longest that an answer is waited for; without one devices are taken for away
/// @param leftAlone after that nobody asks for so long
@Validated
@ConfigurationProperties("sentinel.presence")
public record PresenceProperties(
        @NotNull @DefaultValue("http://127.0.0.1:8083") URI uri,
        @NotNull @DefaultValue("1s") Duration timeout,
        @NotNull @DefaultValue("5s") Duration leftAlone) {}
