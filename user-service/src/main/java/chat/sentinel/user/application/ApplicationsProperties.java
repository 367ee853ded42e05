package chat.sentinel.user.application;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param atMost how many applications there may be; the list is given in one piece, so it stays
///     short
@Validated
@ConfigurationProperties("sentinel.applications")
record ApplicationsProperties(@Min(1) @Max(10_000) @DefaultValue("1000") int atMost) {}
