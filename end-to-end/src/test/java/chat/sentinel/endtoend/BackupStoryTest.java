package chat.sentinel.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.localstack.Stack;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `./sentinel backup` and `restore`, as they are typed: everything is erased, and comes back.
class BackupStoryTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] FILE = "Bread, tea, oil for the lamp.\n".getBytes(UTF_8);

    @TempDir private Path folder;

    @Test
    void whatWasAcknowledgedIsThereAndNumbersGoOn() throws Exception {
        Stack stack = RunningSystem.stack();
        String backup = folder.resolve("backup").toString();
        RunningSystem.Registered ana = RunningSystem.register();
        RunningSystem.Registered ben = RunningSystem.register();
        String chat;
        String media;
        String last;
        try (TestUser one = ana.connects();
                TestUser other = ben.connects()) {
            chat = one.startsChatWith(ben.userId());
            media = uploads(one.rest);
            one.send(
                    "/app/send_message",
                    Map.of(
                            "message_id",
                            TestUser.newId(),
                            "chat_id",
                            chat,
                            "type",
                            "file",
                            "content",
                            "the list",
                            "media_id",
                            media));
            for (int i = 0; i < 20; i++) {
                one.sends(chat, "line " + i);
            }
            last = one.sends(chat, "acknowledged a moment before");
            one.awaitAccepted(last);
            assertThat(Script.sentinel(1, "backup", backup)).contains("./sentinel down");
        }

        stack.down();
        assertThat(Script.sentinel(0, "backup", backup)).contains("./sentinel restore " + backup);
        stack.erase();
        assertThat(Script.sentinel(0, "restore", backup)).contains("./sentinel up");
        stack.up();

        RunningSystem.Registered again = refreshed(ana);
        try (TestUser one = again.connects();
                TestUser other = refreshed(ben).connects()) {
            List<String> before = other.reads(chat);
            assertThat(before)
                    .hasSize(22)
                    .startsWith("the list")
                    .endsWith("acknowledged a moment before");
            long head = other.entries(chat).getLast().path("seq").asLong();
            assertThat(head).isEqualTo(23);
            JsonNode next = other.awaitMessage(one.sends(chat, "and after"));
            assertThat(next.path("message").path("seq").asLong()).isEqualTo(head + 1);
            // Its id is known: it is no second message.
            one.sendsAgain(last, chat, "acknowledged a moment before");
            one.awaitAccepted(last);
            other.awaitMessage(one.sends(chat, "the end"));
            assertThat(other.reads(chat)).hasSize(24).endsWith("and after", "the end");
            assertThat(content(other, media)).isEqualTo(FILE);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> found(other, chat, "moment"), hits -> hits == 1);
            assertThat(found(other, chat, "end")).isEqualTo(1);
        }
    }

    private static RunningSystem.Registered refreshed(RunningSystem.Registered account) {
        JsonNode answer =
                new RestClient(RunningSystem.gateway())
                        .post("/token/refresh", Map.of("refresh_token", account.refreshToken()))
                        .expect(200);
        return new RunningSystem.Registered(
                account.username(),
                account.password(),
                account.userId(),
                TestUser.text(answer, "access_token"),
                TestUser.text(answer, "refresh_token"));
    }

    private static String uploads(RestClient rest) throws Exception {
        JsonNode announced =
                rest.post(
                                "/media",
                                Map.of(
                                        "file_name",
                                        "list.txt",
                                        "content_type",
                                        "text/plain",
                                        "size",
                                        FILE.length,
                                        "sha256",
                                        sha256()))
                        .expect(201);
        JsonNode part = announced.path("upload").path("parts").path(0);
        HttpRequest.Builder put =
                HttpRequest.newBuilder(URI.create(TestUser.text(part, "url")))
                        .header(
                                "x-amz-checksum-sha256",
                                part.path("headers").path("x-amz-checksum-sha256").asString())
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(FILE));
        assertThat(HTTP.send(put.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
        String media = TestUser.text(announced, "media_id");
        rest.post("/media/" + media + "/complete", "").expect(200);
        return media;
    }

    private static byte[] content(TestUser reader, String media) throws Exception {
        JsonNode links = reader.rest.get("/media/" + media + "/links").expect(200);
        HttpRequest get =
                HttpRequest.newBuilder(URI.create(TestUser.text(links, "content"))).build();
        HttpResponse<byte[]> answer = HTTP.send(get, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        return answer.body();
    }

    private static int found(TestUser reader, String chat, String word) {
        return reader.rest
                .get("/search?chat_id=" + chat + "&q=" + word)
                .expect(200)
                .path("hits")
                .size();
    }

    private static String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(FILE));
    }
}
