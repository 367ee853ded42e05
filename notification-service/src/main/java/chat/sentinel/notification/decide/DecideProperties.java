package chat.sentinel.notification.decide;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param oldest a message older than that is pushed to nobody any more
@Validated
@ConfigurationProperties("sentinel.decide")
public record DecideProperties(@NotNull @DefaultValue("24h") Duration oldest) {}
