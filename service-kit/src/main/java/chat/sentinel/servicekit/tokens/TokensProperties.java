package chat.sentinel.servicekit.tokens;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param issuer `iss` of every access token
/// @param audience `aud` of every access token
/// @param jwksUri where user-service publishes its keys
/// @param accessTokenLife how long an access token lives, and so how long a revoked session is
///     remembered
/// @param leeway how far clocks of two services may differ
/// @param jwksTimeout the longest that fetching keys may hold up a request
/// @param revocationsTopic where ended sessions are told
@Validated
@ConfigurationProperties("sentinel.tokens")
public record TokensProperties(
        @NotBlank String issuer,
        @NotBlank @DefaultValue("sentinel") String audience,
        @NotNull URI jwksUri,
        @NotNull @DefaultValue("15m") Duration accessTokenLife,
        @NotNull @DefaultValue("10s") Duration leeway,
        @NotNull @DefaultValue("2s") Duration jwksTimeout,
        @NotBlank @DefaultValue("user.events") String revocationsTopic) {}
