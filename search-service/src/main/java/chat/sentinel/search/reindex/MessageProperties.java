package chat.sentinel.search.reindex;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param uri of message-service, which is asked for a rebuild only
/// @param timeout how long message-service may take for an answer of its export
@Validated
@ConfigurationProperties("sentinel.message")
record MessageProperties(
        @NotNull @DefaultValue("http://127.0.0.1:8082") URI uri,
        @NotNull @DefaultValue("10s") Duration timeout) {}
