package chat.sentinel.media.storage;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// @param endpoint where this service finds S3; without it that of AWS for the region
/// @param publicAddress how clients reach the bucket: the gateway, a CDN or S3 itself; without it
///     the endpoint. Whoever is there has to hand the Host and the query on as they are
/// @param sameHost addresses have the host by which the client called this service, as the gateway
///     says in `X-Forwarded-Host` and `-Proto`: for a gateway that has several names and hands the
///     bucket on; where a request says none, the public address counts
/// @param bucket of its own; made when it is not there
/// @param accessKey without it, what AWS' own chain of providers finds
/// @param secretKey a file that holds it
/// @param pathStyle whether the bucket is in the path, not in the name of the host
/// @param timeout of silence
/// @param callTimeout of a call with its body and its repeats
/// @param region as S3 calls it; signatures name it
@Validated
@ConfigurationProperties("sentinel.s3")
record S3Properties(
        @Nullable URI endpoint,
        @Nullable URI publicAddress,
        @DefaultValue("false") boolean sameHost,
        @NotBlank @DefaultValue("us-east-1") String region,
        @NotBlank @DefaultValue("sentinel-media") String bucket,
        @Nullable String accessKey,
        @Nullable Path secretKey,
        @DefaultValue("true") boolean pathStyle,
        @NotNull @DefaultValue("10s") Duration timeout,
        @NotNull @DefaultValue("5m") Duration callTimeout) {
    @Nullable URI addressForClients() {
        return publicAddress == null ? endpoint : publicAddress;
    }
}
