package chat.sentinel.benchmarks;

import chat.sentinel.testkit.client.RestClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// N people who each send a file and get it back, again and again: through the gateway, by signed
/// addresses, as clients do.
final class MediaLoad {
    private static final long HIGHEST_MICROS = 120_000_000;

    private final Options options;
    private final Machine machine;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Histogram announce = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final Histogram put = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final Histogram complete = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final Histogram get = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final LongAdder wrong = new LongAdder();
    private volatile boolean counted;
    private volatile boolean over;

    MediaLoad(Options options) {
        this.options = options;
        this.machine = new Machine(options);
    }

    /// @return whether everybody got back what he sent
    boolean run() throws Exception {
        List<Accounts.SignedIn> people =
                new Accounts(options.gateway(), options.folder()).signIn(options.connections());
        System.out.printf(
                Locale.ROOT,
                "%d people, files of %.1f MiB each way, %d s%n",
                people.size(),
                options.size() / 1048576.0,
                options.seconds());
        Map<String, Double> before;
        Map<String, Double> after;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Accounts.SignedIn person : people) {
                RestClient rest = new RestClient(options.gateway()).with(person.accessToken());
                running.add(
                        threads.submit(
                                () -> {
                                    while (!over) {
                                        sendAndGet(rest);
                                    }
                                    return null;
                                }));
            }
            Thread.sleep(options.warmUp() * 1_000L);
            counted = true;
            before = machine.cpuMillis();
            Thread.sleep(options.seconds() * 1_000L);
            counted = false;
            after = machine.cpuMillis();
            over = true;
            for (Future<?> one : running) {
                one.get();
            }
        }
        print("announced", announce);
        print("put", put);
        print("complete", complete);
        print("got", get);
        System.out.printf(
                Locale.ROOT,
                "  up %.1f MiB/s, down %.1f MiB/s, not what was sent: %d%n",
                megabytes(complete),
                megabytes(get),
                wrong.sum());
        Map<String, Long> cost = new LinkedHashMap<>();
        after.forEach(
                (process, millis) ->
                        cost.put(
                                process,
                                Math.round(
                                        (millis - before.getOrDefault(process, millis))
                                                / options.seconds())));
        System.out.println("  CPU, ms a second  " + cost);
        return wrong.sum() == 0 && get.getTotalCount() > 0;
    }

    private double megabytes(Histogram done) {
        return done.getTotalCount() * (double) options.size() / 1048576 / options.seconds();
    }

    private void sendAndGet(RestClient rest) throws Exception {
        byte[] file = file();
        long start = System.nanoTime();
        JsonNode announced =
                rest.post(
                                "/media",
                                Map.of(
                                        "file_name",
                                        "words.txt",
                                        "content_type",
                                        "text/plain",
                                        "size",
                                        file.length,
                                        "sha256",
                                        sha256(file)))
                        .expect(201);
        start = took(announce, start);
        for (JsonNode part : announced.path("upload").path("parts")) {
            put(part, file);
        }
        start = took(put, start);
        String path = "/media/" + announced.path("media_id").asString();
        RestClient.Answer done = rest.post(path + "/complete", "");
        while (done.status() == 202 || done.status() == 503) {
            Thread.sleep(100);
            done = rest.post(path + "/complete", "");
        }
        done.expect(200);
        start = took(complete, start);
        RestClient.Answer address = rest.get(path + "/content");
        address.expect(302);
        byte[] got =
                http.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        address.raw()
                                                                .headers()
                                                                .firstValue("Location")
                                                                .orElseThrow()))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body();
        took(get, start);
        if (!Arrays.equals(file, got)) {
            wrong.increment();
        }
        rest.delete(path);
    }

    private void put(JsonNode part, byte[] file) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(part.path("url").asString()))
                        .PUT(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        file,
                                        part.path("offset").asInt(),
                                        part.path("size").asInt()));
        part.path("headers")
                .properties()
                .forEach(
                        header -> {
                            // The client says it itself, and cannot be told.
                            if (!header.getKey().equalsIgnoreCase("content-length")) {
                                request.header(header.getKey(), header.getValue().asString());
                            }
                        });
        HttpResponse<String> answer =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
    }

    /// @return now
    private long took(Histogram times, long start) {
        long now = System.nanoTime();
        if (counted) {
            times.recordValue((now - start) / 1_000);
        }
        return now;
    }

    private byte[] file() {
        StringBuilder text = new StringBuilder(options.size() + 100);
        while (text.length() < options.size()) {
            text.append(Words.any()).append('\n');
        }
        text.setLength(options.size());
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void print(String what, Histogram micros) {
        System.out.printf(
                Locale.ROOT,
                "  %-10s %d   p50 %.1f ms   p99 %.1f ms   max %.1f ms%n",
                what,
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
