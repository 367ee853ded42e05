package chat.sentinel.notification.presence;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.rest.InternalKey;
import chat.sentinel.servicekit.rest.RestProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.json.JsonMapper;

/// Asks presence-service which devices are here.
@Component
public class DevicesHere {
    private static final Logger log = LoggerFactory.getLogger(DevicesHere.class);
    private static final int AT_ONCE = 200;

    private final RestClient rest;
    private final Counter unknown;
    private final long leftAlone;
    private volatile long askAgainAt = System.nanoTime();

    DevicesHere(
            PresenceProperties properties,
            RestProperties own,
            JsonMapper json,
            MeterRegistry metrics) {
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
                        .configureMessageConverters(
                                converters ->
                                        converters.withJsonConverter(
                                                new JacksonJsonHttpMessageConverter(json)))
                        .baseUrl(properties.uri())
                        .defaultHeader(
                                HttpHeaders.AUTHORIZATION,
                                key == null ? "" : InternalKey.read(key).authorization())
                        .build();
        this.leftAlone = properties.leftAlone().toNanos();
        this.unknown = metrics.counter("sentinel.notification.presence_unknown");
    }

    private record Query(List<String> userIds) {}

    private record Answer(@Nullable Map<String, Map<String, Long>> users) {}

    /// @return of each user the sessions that have a socket, with the last sign of life; of those
    ///     of whom presence-service does not tell in time, none
    public Map<UserId, Map<SessionId, Instant>> of(Collection<UserId> users) {
        List<String> all = users.stream().map(UserId::toString).distinct().toList();
        Map<UserId, Map<SessionId, Instant>> here = new HashMap<>();
        if (System.nanoTime() - askAgainAt < 0) {
            unknown.increment(all.size());
            return here;
        }
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some =
                    new ArrayList<>(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
            try {
                Answer answer =
                        rest.post()
                                .uri("/internal/devices")
                                .body(new Query(some))
                                .retrieve()
                                .body(Answer.class);
                if (answer != null && answer.users() != null) {
                    answer.users().forEach((user, signs) -> here.put(user(user), signs(signs)));
                }
            } catch (RestClientException | IllegalArgumentException e) {
                unknown.increment(some.size());
                askAgainAt = System.nanoTime() + leftAlone;
                log.warn("Who is here is not known, so all are told: {}", e.toString());
                return here;
            }
        }
        return here;
    }

    private static UserId user(String id) {
        return UserId.parse(id);
    }

    private static Map<SessionId, Instant> signs(Map<String, Long> signs) {
        Map<SessionId, Instant> parsed = new HashMap<>();
        signs.forEach(
                (session, at) -> parsed.put(SessionId.parse(session), Instant.ofEpochMilli(at)));
        return parsed;
    }
}
