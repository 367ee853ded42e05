package chat.sentinel.notification.push;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param serviceAccount the key file that Firebase's console hands out
/// @param endpoint what stands for `https://fcm.googleapis.com`; only where a stand-in is used
/// @param connect the longest that a connection may take to be made
/// @param answer the longest that an answer may take after that
/// @param atOnce requests that are under way; Google takes 100 over one connection
@Validated
@ConfigurationProperties("sentinel.fcm")
public record FcmProperties(
        @NotNull Path serviceAccount,
        @Nullable URI endpoint,
        @NotNull @DefaultValue("5s") Duration connect,
        @NotNull @DefaultValue("15s") Duration answer,
        @Min(1) @Max(100) @DefaultValue("90") int atOnce) {}
