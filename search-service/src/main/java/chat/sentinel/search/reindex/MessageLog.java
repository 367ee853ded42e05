package chat.sentinel.search.reindex;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.servicekit.rest.InternalKey;
import chat.sentinel.servicekit.rest.RestProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/// All messages of all chats, from message-service's export.
@Component
class MessageLog {
    private final RestClient rest;

    MessageLog(MessageProperties properties, RestProperties own) {
        JdkClientHttpRequestFactory http =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(properties.timeout())
                                .build());
        http.setReadTimeout(properties.timeout());
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

    /// @param next null: these are the last
    record Chats(
            @JsonProperty("chats") List<String> chats,
            @JsonProperty("next") @Nullable String next) {}

    /// @param after null: from the beginning
    Chats chats(@Nullable String after, int size) {
        return Objects.requireNonNull(
                rest.get()
                        .uri(
                                uri ->
                                        uri.path("/internal/export/chats")
                                                .queryParam("page_size", size)
                                                .queryParamIfPresent(
                                                        "after", Optional.ofNullable(after))
                                                .build())
                        .retrieve()
                        .body(Chats.class));
    }

    /// @param storedSeq the events say everything up to there
    /// @param events each a ChatEvent
    /// @param next null: these are the last
    record Messages(
            @JsonProperty("stored_seq") long storedSeq,
            @JsonProperty("events") List<byte[]> events,
            @JsonProperty("next") @Nullable Long next) {}

    Messages messages(ChatId chat, long afterSeq, int size) {
        return Objects.requireNonNull(
                rest.get()
                        .uri(
                                "/internal/export/chats/{chat}/messages?after_seq={after}&page_size={size}",
                                chat.toString(),
                                afterSeq,
                                size)
                        .retrieve()
                        .body(Messages.class));
    }
}
