package chat.sentinel.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A file on its way from one person to others, all of it through NGINX.
class MediaStoryTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String PLACE = "52.5200N 13.4050E";

    private TestUser ana;
    private TestUser ben;
    private TestUser eve;
    private String group;

    @BeforeEach
    void aGroupOfTwoAndAStranger() {
        List<TestUser> people = RunningSystem.people(3);
        ana = people.get(0);
        ben = people.get(1);
        eve = people.get(2);
        group = ana.makesGroup("pictures", ben);
    }

    @AfterEach
    void hangUp() {
        List.of(ana, ben, eve).forEach(TestUser::close);
    }

    @Test
    void aPhotographIsSeenByTheOtherAndSaysNotWhereItWasTaken() throws Exception {
        byte[] photograph = photograph();
        assertThat(new String(photograph, ISO_8859_1)).contains(PLACE);
        String media = uploads("tea.jpg", "image/jpeg", photograph);
        String message = sends(media, "image");
        JsonNode heard = ben.awaitMessage(message);
        assertThat(heard.toString()).contains(media);
        ben.awaitEvent(
                e -> TestUser.is(e, "media_changed") && media.equals(TestUser.text(e, "media_id")));

        // As a browser follows a redirect to the same origin: with the token.
        HttpResponse<byte[]> seen = get(address(ben, media, "content"), ben.accessToken());
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(new String(seen.body(), ISO_8859_1)).doesNotContain(PLACE);
        assertThat(ImageIO.read(new ByteArrayInputStream(seen.body())).getWidth()).isEqualTo(640);
        assertThat(seen.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(seen.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(seen.headers().firstValue("Content-Security-Policy"))
                .contains("sandbox; default-src 'none'");
        assertThat(seen.headers().firstValue("Content-Disposition").orElse("")).contains("tea.jpg");
        HttpResponse<byte[]> part =
                get(address(ben, media, "content"), ben.accessToken(), "Range", "bytes=0-1");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(new byte[] {(byte) 0xFF, (byte) 0xD8});
        byte[] small = get(address(ben, media, "thumbnail"), ben.accessToken()).body();
        assertThat(ImageIO.read(new ByteArrayInputStream(small)).getWidth()).isEqualTo(320);

        assertThat(code(eve, media)).isEqualTo("media_not_found");
        ben.rest
                .change(
                        TestUser.newId(),
                        "DELETE",
                        "/users/chat/" + group + "/members/" + ben.userId,
                        null)
                .expect(200);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> code(ben, media).equals("media_not_found"));
    }

    @Test
    void withItsMessageAFileIsGoneForTheOthers() throws Exception {
        String media = uploads("a.png", "image/png", image("png"));
        String message = sends(media, "image");
        ben.awaitMessage(message);
        await().until(() -> code(ben, media).isEmpty());
        await().until(() -> foundAsImages(ben).equals(List.of(message)));
        ben.awaitChange(ana.deletes(group, message));
        await().until(() -> code(ben, media).equals("media_not_found"));
        await().until(() -> foundAsImages(ben).isEmpty());
    }

    @Test
    void nobodySendsWhatHeOnlyKnowsTheIdOf() throws Exception {
        String media = uploads("a.png", "image/png", image("png"));
        String other = eve.makesGroup("mine", ben);
        String message = TestUser.newId();
        eve.send(
                "/app/send_message",
                Map.of(
                        "message_id", message,
                        "chat_id", other,
                        "type", "image",
                        "content", "look",
                        "media_id", media));
        ben.awaitMessage(message);
        String sent = sends(media, "image");
        ben.awaitMessage(sent);
        await().until(() -> code(ben, media).isEmpty());
        assertThat(code(eve, media)).isEqualTo("media_not_found");
    }

    @Test
    void whatIsNotAsAnnouncedIsRefused() throws Exception {
        byte[] file = image("png");
        JsonNode part = part(announced("a.png", "image/png", file, sha256(new byte[1])));
        int put = put(part, file);
        String media = last;
        RestClient.Answer answer = ana.rest.post("/media/" + media + "/complete", "");
        assertThat(put == 200 ? answer.status() == 422 : put == 400 && answer.status() == 409)
                .as(put + ", " + answer.raw().body())
                .isTrue();

        assertThat(
                        ana.rest
                                .post(
                                        "/media",
                                        Map.of(
                                                "file_name",
                                                "a.png",
                                                "content_type",
                                                "image/png",
                                                "size",
                                                0,
                                                "sha256",
                                                sha256(new byte[0])))
                                .status())
                .isEqualTo(422);
        assertThat(put(part(announced("a.png", "image/png", file, sha256(file))), new byte[0]))
                .isGreaterThanOrEqualTo(400);

        byte[] program = new byte[512];
        ByteBuffer.wrap(program)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(0, (short) 0x5A4D)
                .putInt(60, 128)
                .putInt(128, 0x4550);
        assertThat(put(part(announced("a.jpg", "image/jpeg", program, sha256(program))), program))
                .isEqualTo(200);
        JsonNode refused = ana.rest.post("/media/" + last + "/complete", "").expect(422);
        assertThat(TestUser.text(refused, "code")).isEqualTo("media_rejected");
        assertThat(refused.path("errors").path(0).path("message").asString())
                .isEqualTo("type_refused");
    }

    @Test
    void aFileOfAHundredMebibytesGoesThroughInParts() throws Exception {
        byte[] film = new byte[100 << 20];
        ByteBuffer.wrap(film)
                .putInt(24)
                .put("ftypisom".getBytes(ISO_8859_1))
                .putInt(512)
                .put("isommp42".getBytes(ISO_8859_1))
                .putInt(film.length - 24)
                .put("mdat".getBytes(ISO_8859_1));
        String media = uploads("a.mp4", "video/mp4", film);
        HttpResponse<byte[]> seen = get(address(ana, media, "content"), ana.accessToken());
        assertThat(sha256(seen.body())).isEqualTo(sha256(film));
    }

    private List<String> foundAsImages(TestUser user) {
        return user.rest
                .get("/search?q=has:image&chat_id=" + group)
                .expect(200)
                .path("hits")
                .valueStream()
                .map(hit -> TestUser.text(hit, "message_id"))
                .toList();
    }

    private String last = "";

    private JsonNode announced(String name, String type, byte[] file, String hash) {
        JsonNode answer =
                ana.rest
                        .post(
                                "/media",
                                Map.of(
                                        "file_name", name,
                                        "content_type", type,
                                        "size", file.length,
                                        "sha256", hash))
                        .expect(201);
        last = TestUser.text(answer, "media_id");
        return answer;
    }

    private static JsonNode part(JsonNode announced) {
        return announced.path("upload").path("parts").path(0);
    }

    private String uploads(String name, String type, byte[] file) throws Exception {
        for (JsonNode part :
                announced(name, type, file, sha256(file)).path("upload").path("parts")) {
            int from = part.path("offset").asInt();
            assertThat(put(part, Arrays.copyOfRange(file, from, from + part.path("size").asInt())))
                    .isEqualTo(200);
        }
        JsonNode done = ana.rest.post("/media/" + last + "/complete", "").expect(200);
        assertThat(TestUser.text(done, "state")).isEqualTo("ready");
        return last;
    }

    private static int put(JsonNode part, byte[] bytes) throws Exception {
        URI address = URI.create(part.path("url").asString());
        assertThat(address.getAuthority()).isEqualTo(RunningSystem.gateway().getAuthority());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        part.path("headers")
                .properties()
                .forEach(
                        header -> {
                            if (!header.getKey().equalsIgnoreCase("content-length")) {
                                request.header(header.getKey(), header.getValue().asString());
                            }
                        });
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private String sends(String media, String type) {
        String message = TestUser.newId();
        ana.send(
                "/app/send_message",
                Map.of(
                        "message_id", message,
                        "chat_id", group,
                        "type", type,
                        "content", "look",
                        "media_id", media));
        return message;
    }

    private static String address(TestUser user, String media, String what) {
        RestClient.Answer answer = user.rest.get("/media/" + media + "/" + what);
        answer.expect(302);
        return answer.raw().headers().firstValue("Location").orElseThrow();
    }

    /// Empty: it is shown.
    private static String code(TestUser user, String media) {
        RestClient.Answer answer = user.rest.get("/media/" + media + "/content");
        return answer.status() == 302 ? "" : TestUser.text(answer.body(), "code");
    }

    private static HttpResponse<byte[]> get(String address, String token, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address))
                        .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] image(String format) throws Exception {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    /// With a directory of GPS in its EXIF.
    private static byte[] photograph() throws Exception {
        byte[] plain = image("jpg");
        int directory = 8 + 2 + 12 + 4;
        byte[] exif =
                ByteBuffer.allocate(6 + directory + 2 + 12 + 4 + PLACE.length())
                        .put("Exif\0\0MM\0*".getBytes(ISO_8859_1))
                        .putInt(8)
                        .putShort((short) 1)
                        .putShort((short) 0x8825)
                        .putShort((short) 4)
                        .putInt(1)
                        .putInt(directory)
                        .putInt(0)
                        .putShort((short) 1)
                        .putShort((short) 0x001D)
                        .putShort((short) 2)
                        .putInt(PLACE.length())
                        .putInt(directory + 2 + 12 + 4)
                        .putInt(0)
                        .put(PLACE.getBytes(ISO_8859_1))
                        .array();
        var out = new ByteArrayOutputStream();
        out.write(plain, 0, 2);
        out.writeBytes(
                ByteBuffer.allocate(4)
                        .putShort((short) 0xFFE1)
                        .putShort((short) (2 + exif.length))
                        .array());
        out.writeBytes(exif);
        out.write(plain, 2, plain.length - 2);
        return out.toByteArray();
    }
}
