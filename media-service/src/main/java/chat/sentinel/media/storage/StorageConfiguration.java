package chat.sentinel.media.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// The client that speaks to S3, and what only signs addresses for others to use.
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {
    @Bean
    S3Client s3(S3Properties properties) {
        var builder =
                S3Client.builder()
                        .region(Region.of(properties.region()))
                        .credentialsProvider(credentials(properties))
                        .serviceConfiguration(style(properties))
                        // What servers other than AWS' need not know.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .overrideConfiguration(
                                calls ->
                                        calls.apiCallTimeout(properties.callTimeout())
                                                .retryStrategy(
                                                        StandardRetryStrategy.builder()
                                                                .maxAttempts(2)
                                                                .build()))
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(Duration.ofSeconds(2))
                                        .socketTimeout(properties.timeout()));
        URI endpoint = properties.endpoint();
        return (endpoint == null ? builder : builder.endpointOverride(endpoint)).build();
    }

    /// @param address null: that of AWS for the region
    static S3Presigner presigner(S3Properties properties, @Nullable URI address) {
        var builder =
                S3Presigner.builder()
                        .region(Region.of(properties.region()))
                        .credentialsProvider(credentials(properties))
                        .serviceConfiguration(style(properties));
        return (address == null ? builder : builder.endpointOverride(address)).build();
    }

    private static S3Configuration style(S3Properties properties) {
        return S3Configuration.builder().pathStyleAccessEnabled(properties.pathStyle()).build();
    }

    private static AwsCredentialsProvider credentials(S3Properties properties) {
        if (properties.accessKey() == null || properties.secretKey() == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        try {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                            properties.accessKey(),
                            Files.readString(properties.secretKey()).strip()));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "sentinel.s3.secret-key names "
                            + properties.secretKey()
                            + ", which cannot be read",
                    e);
        }
    }
}
