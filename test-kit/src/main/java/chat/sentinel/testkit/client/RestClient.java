package chat.sentinel.testkit.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// JSON over HTTP, against the gateway or one service.
public final class RestClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI base;
    private final @Nullable String token;

    public RestClient(URI base) {
        this(base, null);
    }

    private RestClient(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    /// The same, with this access token on each request.
    public RestClient with(String accessToken) {
        return new RestClient(base, accessToken);
    }

    /// @param body JSON, or nothing where there was none
    public record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        /// @throws IllegalStateException when the status is another one
        public JsonNode expect(int wanted) {
            if (status != wanted) {
                throw new IllegalStateException(
                        "expected " + wanted + ", got " + status + ": " + raw.body());
            }
            return body;
        }
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer post(String path, Object body) {
        return call(
                "POST", path, body instanceof String text ? text : JSON.writeValueAsString(body));
    }

    public Answer put(String path, Object body) {
        return call(
                "PUT", path, body instanceof String text ? text : JSON.writeValueAsString(body));
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    public Answer call(String method, String path, @Nullable String json) {
        return call(method, path, json, Map.of());
    }

    /// A change that carries its id.
    public Answer change(String id, String method, String path, @Nullable Object body) {
        return call(
                method,
                path,
                body == null ? null : JSON.writeValueAsString(body),
                Map.of("Idempotency-Key", id));
    }

    public Answer call(
            String method, String path, @Nullable String json, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(Duration.ofSeconds(15))
                        .method(
                                method,
                                json == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(json));
        headers.forEach(request::header);
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> answer =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean isJson =
                    answer.headers()
                            .firstValue("Content-Type")
                            .filter(type -> type.contains("json"))
                            .isPresent();
            return new Answer(
                    answer.statusCode(),
                    isJson && !answer.body().isEmpty()
                            ? JSON.readTree(answer.body())
                            : MissingNode.getInstance(),
                    answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
