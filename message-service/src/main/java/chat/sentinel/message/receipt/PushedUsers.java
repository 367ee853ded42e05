package chat.sentinel.message.receipt;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.servicekit.rest.InternalKey;
import chat.sentinel.servicekit.rest.RestProperties;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/// Asks notification-service how many were told of a message by a push.
@Component
@EnableConfigurationProperties(PushedUsers.NotificationProperties.class)
class PushedUsers {
    private static final Logger log = LoggerFactory.getLogger(PushedUsers.class);

    private final RestClient rest;
    private final long leftAlone;
    private volatile long askAgainAt = System.nanoTime();

    PushedUsers(NotificationProperties properties, RestProperties own) {
        JdkClientHttpRequestFactory http =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(properties.timeout())
                                .build());
        http.setReadTimeout(properties.timeout());
        this.leftAlone = properties.leftAlone().toNanos();
        Path key = own.internalKey();
        this.rest =
                RestClient.builder()
                        .requestFactory(http)
                        .baseUrl(properties.uri())
                        .defaultHeader(
                                HttpHeaders.AUTHORIZATION,
                                key == null ? "" : InternalKey.read(key).authorization())
                        .build();
    }

    private record Pushed(@Nullable Integer users) {}

    /// @return null: notification-service does not tell in time
    @Nullable Integer of(ChatId chat, long seq) {
        if (System.nanoTime() - askAgainAt < 0) {
            return null;
        }
        try {
            Pushed pushed =
                    rest.get()
                            .uri(
                                    "/internal/pushed?chat_id={chat}&seq={seq}",
                                    Map.of("chat", chat.toString(), "seq", seq))
                            .retrieve()
                            .body(Pushed.class);
            return pushed == null ? null : pushed.users();
        } catch (RestClientException e) {
            askAgainAt = System.nanoTime() + leftAlone;
            log.warn("How many were told by a push is not known: {}", e.toString());
            return null;
        }
    }

    /// @param uri of notification-service
    /// @param timeout the longest that an answer is waited for
    /// @param leftAlone after that nobody asks for so long
    @Validated
    @ConfigurationProperties("sentinel.notification")
    record NotificationProperties(
            @NotNull @DefaultValue("http://127.0.0.1:8084") URI uri,
            @NotNull @DefaultValue("1s") Duration timeout,
            @NotNull @DefaultValue("5s") Duration leftAlone) {}
}
