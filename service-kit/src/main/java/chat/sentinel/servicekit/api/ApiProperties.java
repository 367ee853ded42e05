package chat.sentinel.servicekit.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param purpose what the service is for, in its OpenAPI description
@ConfigurationProperties("sentinel.api")
record ApiProperties(@DefaultValue("") String purpose) {}
