package chat.sentinel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir static Path folder;
    private static NginxProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(folder.resolve("assets"));
        Files.writeString(folder.resolve("index.html"), "<!doctype html>" + " ".repeat(2000));
        Files.writeString(folder.resolve("assets/app-1a2b.js"), "alert(1);".repeat(500));
        Files.writeString(folder.resolve("sw.js"), "self");
        Files.createDirectories(folder.resolve("api"));
        Files.writeString(folder.resolve("api/index.html"), "<!doctype html>");
        Files.writeString(folder.resolve("api/try.js"), "SwaggerUIBundle({});");
        Files.writeString(folder.resolve("secret.txt"), "not for pages");
        List<String> nobody = List.of("127.0.0.1:9");
        gateway =
                new NginxProcess(
                                new Upstreams(
                                        nobody, nobody, nobody, nobody, nobody, nobody, nobody),
                                Map.of(
                                        "SENTINEL_GATEWAY_PAGE_FOLDER",
                                        folder.toString(),
                                        "SENTINEL_GATEWAY_FILE_ORIGIN",
                                        "https://files.example.org"))
                        .run();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/index.html", "/assets/app-1a2b.js", "/sw.js", "/api/", "/api/try.js"})
    void shouldServeThePageUnderItsPolicy(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-Content-Type-Options")).hasValue("nosniff");
        assertThat(header(answer, "Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; ")
                .contains("connect-src 'self' https://files.example.org;")
                .contains("frame-ancestors 'none'");
        assertThat(header(answer, "Cache-Control"))
                .hasValue(
                        path.startsWith("/assets/")
                                ? "public, max-age=31536000, immutable"
                                : "no-cache");
        assertThat(header(answer, "Content-Type"))
                .hasValue(
                        path.endsWith(".js")
                                ? "text/javascript; charset=utf-8"
                                : "text/html; charset=utf-8");
        assertThat(header(answer, "ETag")).isPresent();
    }

    @Test
    void shouldPackWhatIsLarge() throws Exception {
        HttpResponse<String> packed = get("/assets/app-1a2b.js", "Accept-Encoding", "gzip");
        assertThat(header(packed, "Content-Encoding")).hasValue("gzip");
        assertThat(packed.body().length()).isLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/secret.txt",
                "/assets/none.js",
                "/assets/../secret.txt",
                "/assets/",
                "/api/../secret.txt",
                "/api/none.json"
            })
    void shouldServeNothingElse(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isIn(403, 404);
        assertThat(answer.body()).doesNotContain("not for pages").doesNotContain("app-1a2b");
    }

    @Test
    void shouldTakeNothing() throws Exception {
        HttpResponse<String> answer =
                CLIENT.send(
                        request("/").POST(BodyPublishers.ofString("x")).build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "Content-Type")).hasValue("application/problem+json");
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + gateway.address() + path));
    }

    private static Optional<String> header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name);
    }
}
