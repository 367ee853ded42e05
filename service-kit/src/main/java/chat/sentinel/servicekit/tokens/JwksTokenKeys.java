package chat.sentinel.servicekit.tokens;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import com.github.benmanes.caffeine.cache.Ticker;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.OctetPublicJwk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys from user-service's JWKS. All who wait share one fetch, and wait no longer than the
/// timeout; an unknown key id causes a fetch at most once in 30 s; keys are renewed in the
/// background every 5 minutes, so a withdrawn key goes, and are kept while the endpoint is
/// away.
final class JwksTokenKeys implements TokenKeys, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JwksTokenKeys.class);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final long MAX_BYTES = 256 * 1024;

    private final URI uri;
    private final Duration timeout;
    private final Ticker ticker;
    private final HttpClient client;
    private final Object lock = new Object();

    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile long renewAt;
    // Guarded by lock.
    private @Nullable CompletableFuture<Map<String, PublicKey>> running;
    private long fetchableAt;
    private volatile boolean lastFailed = true;

    JwksTokenKeys(URI uri, Duration timeout, Ticker ticker) {
        this.uri = uri;
        this.timeout = timeout;
        this.ticker = ticker;
        this.fetchableAt = ticker.read();
        this.renewAt = ticker.read();
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    @Override
    public @Nullable PublicKey find(String keyId) {
        PublicKey known = keys.get(keyId);
        if (known != null) {
            if (ticker.read() - renewAt >= 0) {
                var _ = fetch();
            }
            return known;
        }
        CompletableFuture<Map<String, PublicKey>> fetch = fetch();
        if (fetch != null) {
            PublicKey found = await(fetch).get(keyId);
            if (found != null) {
                return found;
            }
        } else if (keys.containsKey(keyId)) {
            return keys.get(keyId); // fetched by another between the two looks
        }
        if (lastFailed) {
            throw unavailable(null);
        }
        return null;
    }

    /// Joins the running fetch or starts one; null when it is too soon for another.
    private @Nullable CompletableFuture<Map<String, PublicKey>> fetch() {
        CompletableFuture<Map<String, PublicKey>> fetch;
        synchronized (lock) {
            if (running != null) {
                return running;
            }
            if (ticker.read() - fetchableAt < 0) {
                return null;
            }
            fetchableAt = ticker.read() + BETWEEN_FETCHES.toNanos();
            fetch =
                    client.sendAsync(
                                    HttpRequest.newBuilder(uri).timeout(timeout).build(),
                                    HttpResponse.BodyHandlers.limiting(
                                            HttpResponse.BodyHandlers.ofString(), MAX_BYTES))
                            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                            .thenApply(JwksTokenKeys::parse);
            running = fetch;
        }
        var _ = fetch.whenComplete(this::fetched);
        return fetch;
    }

    private void fetched(@Nullable Map<String, PublicKey> fetched, @Nullable Throwable failure) {
        synchronized (lock) {
            running = null;
            lastFailed = fetched == null;
            if (fetched == null) {
                fetchableAt = ticker.read() + AFTER_FAILURE.toNanos();
            } else {
                keys = fetched;
                renewAt = ticker.read() + FRESH.toNanos();
            }
        }
        if (failure != null) {
            log.warn("Cannot fetch token keys from {}: {}", uri, failure.toString());
        }
    }

    private Map<String, PublicKey> await(CompletableFuture<Map<String, PublicKey>> fetch) {
        try {
            return fetch.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static SentinelException unavailable(@Nullable Throwable cause) {
        return new SentinelException(
                ErrorCode.STORE_UNAVAILABLE, "Tokens cannot be checked right now", cause);
    }

    private static Map<String, PublicKey> parse(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("HTTP status " + response.statusCode());
        }
        Map<String, PublicKey> keys = new HashMap<>();
        for (Jwk<?> jwk :
                Jwks.setParser().ignoreUnsupported(true).build().parse(response.body()).getKeys()) {
            if (jwk instanceof OctetPublicJwk<?> octet
                    && "Ed25519".equals(octet.get("crv"))
                    && octet.getId() != null) {
                keys.put(octet.getId(), octet.toKey());
            }
        }
        return Map.copyOf(keys);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
