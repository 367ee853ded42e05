package chat.sentinel.user.block;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param perUser how many others a user may block; the list is given in one piece, so it stays
///     short
@Validated
@ConfigurationProperties("sentinel.blocks")
record BlocksProperties(@Min(1) @Max(10_000) @DefaultValue("1000") int perUser) {}
