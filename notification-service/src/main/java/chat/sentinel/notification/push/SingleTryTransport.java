package chat.sentinel.notification.push;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Carries each of the SDK's requests once, and for a limited time.
///
/// By itself the SDK tries a request up to five times, sleeping in between, when it is answered
/// with 503 or not at all. Here what is not taken waits in the queue instead, where it holds no
/// thread and survives the process. So the SDK is never shown what it would try again: 503
/// reaches it as 502, and no answer as 504.
final class SingleTryTransport extends HttpTransport {
    private static final String FCM = "https://fcm.googleapis.com/";
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int NO_ANSWER = 504;

    private final HttpClient client;
    private final Duration longest;
    private final @Nullable URI endpoint;

    SingleTryTransport(FcmProperties properties) {
        this.endpoint = properties.endpoint();
        this.longest = properties.connect().plus(properties.answer());
        this.client =
                HttpClient.newBuilder()
                        // A stand-in speaks 1.1 only; asking for 2 costs it a round.
                        .version(
                                endpoint == null
                                        ? HttpClient.Version.HTTP_2
                                        : HttpClient.Version.HTTP_1_1)
                        .connectTimeout(properties.connect())
                        .build();
    }

    @Override
    public void shutdown() {
        client.shutdownNow();
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) {
        return new Once(method, URI.create(redirected(url)));
    }

    private String redirected(String url) {
        return endpoint != null && url.startsWith(FCM)
                ? endpoint.resolve("/" + url.substring(FCM.length())).toString()
                : url;
    }

    private final class Once extends LowLevelHttpRequest {
        private final String method;
        private final HttpRequest.Builder request;

        private Once(String method, URI uri) {
            this.method = method;
            this.request = HttpRequest.newBuilder(uri);
        }

        @Override
        public void addHeader(String name, String value) {
            request.header(name, value);
        }

        @Override
        public LowLevelHttpResponse execute() throws IOException {
            var body = new ByteArrayOutputStream();
            if (getStreamingContent() != null) {
                getStreamingContent().writeTo(body);
                if (getContentType() != null) {
                    request.header("Content-Type", getContentType());
                }
                if (getContentEncoding() != null) {
                    request.header("Content-Encoding", getContentEncoding());
                }
            }
            request.method(method, BodyPublishers.ofByteArray(body.toByteArray()));
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(request.build(), BodyHandlers.ofByteArray());
            try {
                return new Answer(answer.get(longest.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                return new Answer(String.valueOf(e.getCause()));
            } catch (TimeoutException e) {
                answer.cancel(true);
                return new Answer("No answer within " + longest);
            } catch (InterruptedException e) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                return new Answer("Interrupted");
            }
        }
    }

    private static final class Answer extends LowLevelHttpResponse {
        private final int status;
        private final byte[] body;
        private final List<Map.Entry<String, String>> headers;

        private Answer(HttpResponse<byte[]> answer) {
            this.status = answer.statusCode() == UNAVAILABLE ? BAD_GATEWAY : answer.statusCode();
            this.body = answer.body();
            this.headers =
                    answer.headers().map().entrySet().stream()
                            .filter(header -> !header.getKey().startsWith(":"))
                            .flatMap(Answer::each)
                            .toList();
        }

        private Answer(String why) {
            this.status = NO_ANSWER;
            this.body = why.getBytes(StandardCharsets.UTF_8);
            this.headers = List.of(Map.entry("Content-Type", "text/plain; charset=utf-8"));
        }

        private static Stream<Map.Entry<String, String>> each(
                Map.Entry<String, List<String>> header) {
            return header.getValue().stream().map(value -> Map.entry(header.getKey(), value));
        }

        private @Nullable String header(String name) {
            return headers.stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public @Nullable String getContentEncoding() {
            return header("Content-Encoding");
        }

        @Override
        public long getContentLength() {
            return body.length;
        }

        @Override
        public @Nullable String getContentType() {
            return header("Content-Type");
        }

        @Override
        public String getStatusLine() {
            return "HTTP " + status;
        }

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public @Nullable String getReasonPhrase() {
            return null;
        }

        @Override
        public int getHeaderCount() {
            return headers.size();
        }

        @Override
        public String getHeaderName(int index) {
            return headers.get(index).getKey();
        }

        @Override
        public String getHeaderValue(int index) {
            return headers.get(index).getValue();
        }
    }
}
