package chat.sentinel.endtoend;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import chat.sentinel.localstack.Stack;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Files on their way while the store that keeps them dies: who goes on asking gets through, and
/// what was called ready is there, byte by byte.
class MediaFaultsTest {
    private static final int PEOPLE = 6;
    private static final int SIZE = 300_000;
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private record Sent(RestClient by, String media, String sha256) {}

    /// Files that were called ready.
    private final Queue<Sent> ready = new ConcurrentLinkedQueue<>();

    private volatile boolean enough;

    @Test
    void noFileThatWasCalledReadyIsLostWithTheStore() throws Exception {
        Stack stack = RunningSystem.stack();
        List<RestClient> people =
                Stream.generate(RunningSystem::register)
                        .limit(PEOPLE)
                        .map(
                                person ->
                                        new RestClient(RunningSystem.gateway())
                                                .with(person.accessToken()))
                        .toList();
        try (var threads = Executors.newFixedThreadPool(PEOPLE)) {
            List<Future<Integer>> sent =
                    people.stream().map(person -> threads.submit(() -> sends(person))).toList();
            try {
                awaitReady(2 * PEOPLE);
                stack.kill("s3");
                Thread.sleep(RunningSystem.outage().toMillis() / 2);
            } finally {
                stack.start("s3");
            }
            awaitReady(ready.size() + 2 * PEOPLE);
            enough = true;
            int files = 0;
            for (Future<Integer> each : sent) {
                files += each.get(1, TimeUnit.MINUTES);
            }
            assertThat(ready).hasSize(files);
        } finally {
            enough = true;
            stack.start("s3");
        }
        for (Sent file : ready) {
            JsonNode links = file.by.get("/media/" + file.media + "/links").expect(200);
            HttpRequest content =
                    HttpRequest.newBuilder(URI.create(TestUser.text(links, "content"))).build();
            assertThat(sha256(HTTP.send(content, HttpResponse.BodyHandlers.ofByteArray()).body()))
                    .isEqualTo(file.sha256);
        }
    }

    private void awaitReady(int files) throws InterruptedException {
        for (int i = 0; ready.size() < files; i++) {
            assertThat(i).as("%s of %s files got through", ready.size(), files).isLessThan(600);
            Thread.sleep(100);
        }
    }

    /// @return how many of these files were called ready
    private int sends(RestClient person) throws Exception {
        int sent = 0;
        while (!enough) {
            byte[] file = new byte[SIZE];
            for (int i = 0; i < SIZE; i++) {
                file[i] = (byte) ThreadLocalRandom.current().nextInt('a', 'z' + 1);
            }
            ready.add(new Sent(person, sends(person, file), sha256(file)));
            sent++;
        }
        return sent;
    }

    /// Announces, puts and completes, and does again what did not work, until all has.
    private static String sends(RestClient rest, byte[] file) throws Exception {
        String key = UUID.randomUUID().toString();
        for (int attempt = 0; ; attempt++) {
            assertThat(attempt).as("attempts at one file").isLessThan(200);
            JsonNode announced = announced(rest, key, file);
            if (announced != null) {
                String media = TestUser.text(announced, "media_id");
                JsonNode parts = announced.path("upload").path("parts");
                if ((parts.isEmpty() || isPut(requireNonNull(parts.get(0)), file))
                        && isReady(rest, media)) {
                    return media;
                }
            }
            Thread.sleep(100 + ThreadLocalRandom.current().nextLong(200));
        }
    }

    private static @Nullable JsonNode announced(RestClient rest, String key, byte[] file)
            throws Exception {
        RestClient.Answer answer =
                rest.change(
                        key,
                        "POST",
                        "/media",
                        Map.of(
                                "file_name",
                                "a.txt",
                                "content_type",
                                "text/plain",
                                "size",
                                file.length,
                                "sha256",
                                sha256(file)));
        assertThat(answer.status()).isIn(200, 201, 502, 503, 504);
        return answer.status() < 300 ? answer.body() : null;
    }

    private static boolean isPut(JsonNode part, byte[] file) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(part.path("url").asString()))
                        .timeout(Duration.ofSeconds(10))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(file));
        part.path("headers")
                .properties()
                .forEach(
                        header -> {
                            if (!header.getKey().equalsIgnoreCase("content-length")) {
                                request.header(header.getKey(), header.getValue().asString());
                            }
                        });
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isReady(RestClient rest, String media) {
        RestClient.Answer answer = rest.post("/media/" + media + "/complete", "");
        // 409: what was put is gone with the store, to be put once more.
        assertThat(answer.status()).as(answer.toString()).isIn(200, 202, 409, 502, 503, 504);
        return answer.status() == 200 && TestUser.text(answer.body(), "state").equals("ready");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
