package chat.sentinel.user.signingkey;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param keyset file with the Tink AEAD keyset (cleartext JSON) that encrypts private keys
/// @param rotateEvery how long a key signs
/// @param publishAhead how long a key is published before it signs: longer than verifiers keep keys
/// @param reloadEvery how old an instance's view of the keys may be
@Validated
@ConfigurationProperties("sentinel.signing")
public record SigningProperties(
        @NotNull Path keyset,
        @NotNull @DefaultValue("30d") Duration rotateEvery,
        @NotNull @DefaultValue("15m") Duration publishAhead,
        @NotNull @DefaultValue("30s") Duration reloadEvery) {}
