package chat.sentinel.notification.device;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Web Push to browsers, past Firebase.
///
/// @param keyPair a PEM file with the private key of VAPID (PKCS #8, P-256) and its public key;
///     browsers bind their subscriptions to it, so it is made once and kept
/// @param subject where a push service reaches who runs this: `mailto:` or `https:`
/// @param testHosts `host:port` of push services that may be in a private network, and be spoken
///     to without TLS; for a stand-in only
/// @param connect the longest that a connection may take to be made
/// @param answer the longest that an answer may take after that
/// @param atOnce pushes that are under way at one instance
@Validated
@ConfigurationProperties("sentinel.webpush")
public record WebPushProperties(
        @NotNull Path keyPair,
        @NotNull @Pattern(regexp = "(mailto:|https://).+") String subject,
        @DefaultValue Set<String> testHosts,
        @NotNull @DefaultValue("5s") Duration connect,
        @NotNull @DefaultValue("10s") Duration answer,
        @Min(1) @Max(1000) @DefaultValue("60") int atOnce) {
    public WebPushProperties {
        testHosts = Set.copyOf(testHosts);
    }
}
