package chat.sentinel.media;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.client.RestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Somebody with a session, and files.
public final class Person {
    private static final MediaCluster CLUSTER = MediaCluster.shared();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public final UserId id = new UserId(UUID.randomUUID());
    public final RestClient rest =
            new RestClient(CLUSTER.uri())
                    .with(CLUSTER.issuer().token(id, new SessionId(UUID.randomUUID())));

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Object> announcement(String name, String type, byte[] bytes) {
        return Map.of(
                "file_name",
                name,
                "content_type",
                type,
                "size",
                bytes.length,
                "sha256",
                sha256(bytes));
    }

    JsonNode announces(String name, String type, byte[] bytes) {
        return rest.post("/media", announcement(name, type, bytes)).expect(201);
    }

    /// All its parts, as they are announced.
    static void puts(JsonNode announced, byte[] bytes) {
        for (JsonNode part : announced.path("upload").path("parts")) {
            int from = part.path("offset").asInt();
            HttpResponse<String> answer =
                    put(part, Arrays.copyOfRange(bytes, from, from + part.path("size").asInt()));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
            }
        }
    }

    static HttpResponse<String> put(JsonNode part, byte[] bytes) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(part.path("url").asString()))
                        .timeout(Duration.ofSeconds(20))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        part.path("headers")
                .properties()
                .forEach(
                        header -> {
                            // The client says it itself, and cannot be told.
                            if (!header.getKey().equalsIgnoreCase("content-length")) {
                                request.header(header.getKey(), header.getValue().asString());
                            }
                        });
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    RestClient.Answer completes(UUID media) {
        return rest.post("/media/" + media + "/complete", "");
    }

    /// Announced, sent and complete.
    UUID uploads(String name, String type, byte[] bytes) {
        JsonNode announced = announces(name, type, bytes);
        puts(announced, bytes);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        completes(media).expect(200);
        return media;
    }

    /// What it is refused for, by the name of the reason.
    String isRefused(String name, String type, byte[] bytes) {
        JsonNode announced = announces(name, type, bytes);
        puts(announced, bytes);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        JsonNode refused = completes(media).expect(422);
        if (!refused.path("code").asString().equals("media_rejected")) {
            throw new IllegalStateException(refused.toString());
        }
        JsonNode shown = rest.get("/media/" + media).expect(200);
        String reason = refused.path("errors").path(0).path("message").asString();
        if (!shown.path("state").asString().equals("rejected")
                || !shown.path("reason").asString().equals(reason)) {
            throw new IllegalStateException(shown.toString());
        }
        return reason;
    }

    /// The signed address of its content.
    String address(UUID media, String what) {
        RestClient.Answer answer = rest.get("/media/" + media + "/" + what);
        answer.expect(302);
        return answer.raw().headers().firstValue("Location").orElseThrow();
    }

    byte[] reads(UUID media) {
        return get(address(media, "content")).body();
    }

    static HttpResponse<byte[]> get(String address, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
