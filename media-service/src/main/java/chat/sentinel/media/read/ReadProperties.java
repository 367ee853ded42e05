package chat.sentinel.media.read;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param addressLife how long an address to read a file at is good: who leaves a chat can use one
///     that he has for so long
@Validated
@ConfigurationProperties("sentinel.read")
record ReadProperties(@NotNull @DefaultValue("60s") Duration addressLife) {}
