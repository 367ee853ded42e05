package chat.sentinel.notification.device;

import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param perUser how many devices one person may have
@Validated
@ConfigurationProperties("sentinel.devices")
record DevicesProperties(@Positive @DefaultValue("50") int perUser) {}
