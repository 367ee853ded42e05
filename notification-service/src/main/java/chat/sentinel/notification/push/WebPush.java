package chat.sentinel.notification.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.sentinel.notification.device.BrowserKeys;
import chat.sentinel.notification.device.WebPushEndpoints;
import chat.sentinel.notification.device.WebPushProperties;
import com.zerodeplibs.webpush.EncryptedPushMessage;
import com.zerodeplibs.webpush.MessageEncryption;
import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.PushMessage;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Sends to the push services of browsers (RFC 8030), each push once, encrypted for its browser
/// alone (RFC 8291). The service's address comes from a client: see [WebPushEndpoints] and
/// [PublicAddresses]; redirects are not followed, and an answer is limited in time and in size.
@Component
class WebPush implements AutoCloseable {
    /// Push services keep nothing longer, and take no more.
    private static final Duration FOUR_WEEKS = Duration.ofDays(28);

    private static final int LARGEST = 4096;
    private static final int LARGEST_HEADERS = 16 * 1024;
    private static final int TOPIC_BYTES = 24;

    private final VapidKey key;
    private final WebPushEndpoints endpoints;
    private final WebPushProperties properties;
    private final JsonMapper json;
    private final Clock clock;
    private final MessageEncryption encryption = MessageEncryptions.of();
    private final PublicAddresses names;
    private final HttpClient client;

    WebPush(
            VapidKey key,
            WebPushEndpoints endpoints,
            WebPushProperties properties,
            JsonMapper json,
            Clock clock)
            throws Exception {
        this.key = key;
        this.endpoints = endpoints;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
        this.names = new PublicAddresses(endpoints, properties.atOnce(), properties.connect());
        this.client = client(properties, names);
        client.start();
    }

    private static HttpClient client(WebPushProperties properties, PublicAddresses names) {
        var threads = new QueuedThreadPool(16, 2);
        threads.setName("web-push");
        threads.setDaemon(true);
        var client = new HttpClient();
        client.setExecutor(threads);
        client.setSocketAddressResolver(names);
        client.setFollowRedirects(false);
        client.setConnectTimeout(properties.connect().toMillis());
        client.setMaxResponseHeadersSize(LARGEST_HEADERS);
        client.setIdleTimeout(Duration.ofSeconds(30).toMillis());
        client.setDestinationIdleTimeout(Duration.ofMinutes(1).toMillis());
        client.setMaxConnectionsPerDestination(properties.atOnce());
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        return client;
    }

    /// Never completes with a failure.
    ///
    /// @param push with keys
    CompletableFuture<PushOutcome> send(Push push) {
        Request request;
        try {
            request = request(push);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(new PushOutcome.Refused(e.toString()));
        }
        var answer = new WebPushAnswer(clock);
        request.onResponseContent(answer::content);
        try {
            request.send(answer::complete);
        } catch (RuntimeException e) {
            // Closed meanwhile.
            answer.outcome().complete(new PushOutcome.Later(Duration.ZERO, e.toString()));
        }
        return answer.outcome();
    }

    private Request request(Push push) {
        String endpoint = push.token();
        if (!endpoints.allows(endpoint)) {
            throw new IllegalArgumentException("Not an address of a push service");
        }
        EncryptedPushMessage body = encrypted(push, Objects.requireNonNull(push.keys()));
        if (body.length() > LARGEST) {
            throw new IllegalArgumentException("Larger than push services take");
        }
        Duration longest = properties.connect().plus(properties.answer());
        return client.newRequest(endpoint)
                .method(HttpMethod.POST)
                .timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                .headers(
                        headers ->
                                headers.put("Authorization", key.authorization(endpoint))
                                        .put("TTL", String.valueOf(lives(push).toSeconds()))
                                        .put("Urgency", "high")
                                        .put("Topic", topic(push))
                                        .put("Content-Encoding", body.contentEncoding()))
                .body(new BytesRequestContent(body.mediaType(), body.toBytes()));
    }

    private EncryptedPushMessage encrypted(Push push, BrowserKeys keys) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("title", push.title());
        shown.put("body", push.body());
        shown.put("tag", push.collapseKey());
        shown.put("data", push.data());
        return encryption.encrypt(
                UserAgentMessageEncryptionKeyInfo.of(keys.p256dh(), keys.auth()),
                PushMessage.of(json.writeValueAsBytes(shown)));
    }

    private static Duration lives(Push push) {
        Duration lives = push.timeToLive();
        return lives.isNegative()
                ? Duration.ZERO
                : lives.compareTo(FOUR_WEEKS) > 0 ? FOUR_WEEKS : lives;
    }

    /// What waits at the push service is replaced by what comes under the same topic: 32 letters,
    /// which tell nobody there which browsers share a chat.
    private static String topic(Push push) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            byte[] digest = hash.digest((push.token() + "\n" + push.collapseKey()).getBytes(UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, TOPIC_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        names.close();
        client.stop();
    }
}
