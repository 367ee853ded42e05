package chat.sentinel.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.media.storage.ObjectStore;
import chat.sentinel.testkit.client.RestClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A file on its way in.
class UploadTest {
    private static final MediaCluster CLUSTER = MediaCluster.shared();

    @TempDir Path folder;
    private final Person ana = new Person();

    @Test
    void anImageComesOutAsItWentInButForWhereItWasMade() throws Exception {
        byte[] taken = SampleFiles.jpegWithPlace(1200, 800);
        assertThat(contains(taken, SampleFiles.SECRET)).isTrue();
        JsonNode announced = ana.announces("tea.jpg", "image/jpeg", taken);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        assertThat(announced.path("state").asString()).isEqualTo("uploading");
        assertThat(ana.rest.get("/media/" + media + "/content").body().path("code").asString())
                .isEqualTo("media_not_ready");
        Person.puts(announced, taken);

        JsonNode done = ana.completes(media).expect(200);
        assertThat(done.path("state").asString()).isEqualTo("ready");
        assertThat(done.path("content_type").asString()).isEqualTo("image/jpeg");
        // Turned by a quarter.
        assertThat(done.path("width").asInt()).isEqualTo(800);
        assertThat(done.path("height").asInt()).isEqualTo(1200);
        assertThat(done.path("thumbnail").asBoolean()).isTrue();
        assertThat(done.path("scanned").asBoolean()).isFalse();

        byte[] shown = ana.reads(media);
        assertThat(shown).hasSize(done.path("size").asInt());
        assertThat(contains(shown, SampleFiles.SECRET)).isFalse();
        var before = ImageIO.read(new ByteArrayInputStream(taken));
        var after = ImageIO.read(new ByteArrayInputStream(shown));
        assertThat(after.getRGB(100, 100)).isEqualTo(before.getRGB(100, 100));
        assertThat(after.getWidth()).isEqualTo(1200);
        var thumbnail =
                ImageIO.read(
                        new ByteArrayInputStream(
                                Person.get(ana.address(media, "thumbnail")).body()));
        assertThat(thumbnail.getHeight()).isEqualTo(320);
        assertThat(thumbnail.getWidth()).isEqualTo(213);
        // The left half was red: turned clockwise that is the upper one.
        assertThat(thumbnail.getRGB(200, 20) & 0xFF0000).isGreaterThan(0xF00000);
        assertThat(thumbnail.getRGB(200, 300) & 0xFFFFFF).isLessThan(0x101010);
    }

    @Test
    void whatIsShownSaysWhatItIsAndHowItIsCalled() {
        UUID media = ana.uploads("für Ана.exe", "image/png", SampleFiles.png(8, 8));
        HttpResponse<byte[]> shown = Person.get(ana.address(media, "content"));
        assertThat(shown.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(shown.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("inline;")
                .endsWith("filename*=UTF-8''f%C3%BCr%20%D0%90%D0%BD%D0%B0.exe.png");
        UUID document = ana.uploads("a.pdf", "application/pdf", SampleFiles.pdf());
        assertThat(
                        Person.get(ana.address(document, "content"))
                                .headers()
                                .firstValue("Content-Disposition")
                                .orElse(""))
                .startsWith("attachment;");
        assertThat(ana.rest.get("/media/" + document + "/thumbnail").status()).isEqualTo(404);
    }

    @Test
    void aPartOfAFileCanBeRead() {
        byte[] film = SampleFiles.mp4(100_000);
        UUID media = ana.uploads("a.mp4", "video/mp4", film);
        HttpResponse<byte[]> part =
                Person.get(ana.address(media, "content"), "Range", "bytes=1000-1999");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(film, 1000, 2000));
    }

    @Test
    void aLargeFileComesInParts() {
        byte[] film = SampleFiles.mp4(11_000_000);
        JsonNode announced = ana.announces("a.mp4", "video/mp4", film);
        JsonNode parts = announced.path("upload").path("parts");
        assertThat(parts.size()).isEqualTo(3);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        Person.put(parts.path(0), Arrays.copyOf(film, 5 << 20));
        RestClient.Answer early = ana.completes(media);
        assertThat(early.status()).as(early.raw().body()).isEqualTo(409);
        assertThat(early.body().path("code").asString()).isEqualTo("upload_missing");
        Person.puts(announced, film);
        assertThat(ana.completes(media).expect(200).path("size").asLong()).isEqualTo(film.length);
        assertThat(Person.sha256(ana.reads(media))).isEqualTo(Person.sha256(film));
    }

    @Test
    void anAddressTakesNothingButWhatWasAnnounced() {
        byte[] file = SampleFiles.png(8, 8);
        JsonNode part =
                ana.announces("a.png", "image/png", file).path("upload").path("parts").path(0);
        assertThat(Person.put(part, new byte[0]).statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(Person.put(part, Arrays.copyOf(file, file.length + 1)).statusCode())
                .isEqualTo(403);
        String url = part.path("url").asString();
        assertThat(url).contains("/quarantine/");
        assertThat(Person.put(part, file).statusCode()).isEqualTo(200);
        assertThat(Person.get(url).statusCode()).isEqualTo(403);
        assertThat(Person.get(url.replaceFirst("\\?.*", "")).statusCode()).isEqualTo(403);
        assertThat(
                        Person.get(url.replaceFirst("X-Amz-Signature=....", "X-Amz-Signature=0000"))
                                .statusCode())
                .isEqualTo(403);
    }

    /// Where S3 checks nothing of it, or what S3 has was changed, it is found out all the same.
    @Test
    void otherBytesThanAnnouncedAreRefused() {
        byte[] file = SampleFiles.png(8, 8);
        byte[] other = file.clone();
        other[60] ^= 1;
        JsonNode announced =
                ana.rest
                        .post(
                                "/media",
                                Map.of(
                                        "file_name",
                                        "a.png",
                                        "content_type",
                                        "image/png",
                                        "size",
                                        file.length,
                                        "sha256",
                                        Person.sha256(other)))
                        .expect(201);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        HttpResponse<String> put = Person.put(announced.path("upload").path("parts").path(0), file);
        if (put.statusCode() == 200) {
            JsonNode refused = ana.completes(media).expect(422);
            assertThat(refused.path("errors").path(0).path("message").asString())
                    .isEqualTo("hash_mismatch");
        } else {
            assertThat(put.statusCode()).isEqualTo(400);
            assertThat(ana.completes(media).body().path("code").asString())
                    .isEqualTo("upload_missing");
        }
    }

    /// Not every S3 looks at what is signed, and of an upload in parts none knows the hash.
    @Test
    void whatS3HasIsCheckedOnceMore() throws Exception {
        byte[] announced = SampleFiles.png(8, 8);
        byte[] other = announced.clone();
        other[60] ^= 1;
        assertThat(isRefusedWith(announced, other)).isEqualTo("hash_mismatch");
        assertThat(isRefusedWith(announced, Arrays.copyOf(announced, announced.length - 1)))
                .isEqualTo("size_mismatch");
        assertThat(isRefusedWith(announced, Arrays.copyOf(announced, 100_000)))
                .isEqualTo("size_mismatch");
    }

    private String isRefusedWith(byte[] announced, byte[] there) throws Exception {
        UUID media =
                UUID.fromString(
                        ana.announces("a.png", "image/png", announced).path("media_id").asString());
        CLUSTER.bean(ObjectStore.class)
                .put(
                        Keys.uploaded(new MediaId(media)),
                        Files.write(folder.resolve("there"), there),
                        "image/png");
        return ana.completes(media).expect(422).path("errors").path(0).path("message").asString();
    }

    @Test
    void whatIsNotWhatItSeemsIsRefused() {
        byte[] image = SampleFiles.jpeg(40, 40);
        byte[] zip = SampleFiles.zip();
        assertThat(ana.isRefused("a.jpg", "image/jpeg", SampleFiles.executable()))
                .isEqualTo("type_refused");
        assertThat(ana.isRefused("a.pdf", "application/pdf", SampleFiles.elf()))
                .isEqualTo("type_refused");
        assertThat(ana.isRefused("a.jpg", "image/jpeg", zip)).isEqualTo("type_mismatch");
        assertThat(ana.isRefused("a.zip", "application/zip", image)).isEqualTo("type_mismatch");
        assertThat(ana.isRefused("a.jpg", "image/jpeg", SampleFiles.joined(image, zip)))
                .isEqualTo("polyglot");
        assertThat(
                        ana.isRefused(
                                "a.pdf",
                                "application/pdf",
                                SampleFiles.joined(SampleFiles.pdf(), zip)))
                .isEqualTo("polyglot");
        assertThat(
                        ana.isRefused(
                                "a.txt",
                                "text/plain",
                                "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("type_refused");
        assertThat(ana.isRefused("a.sh", "text/plain", "echo hi".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("type_refused");
        assertThat(ana.isRefused("a.jar", "application/zip", zip)).isEqualTo("type_refused");
        assertThat(ana.isRefused("a.bin", "application/pdf", new byte[300]))
                .isEqualTo("type_refused");
        assertThat(ana.isRefused("a.png", "image/png", SampleFiles.pngThatSays(60_000, 60_000)))
                .isEqualTo("too_many_pixels");
        assertThat(ana.isRefused("a.png", "image/png", SampleFiles.pngThatSays(50_000_000, 1)))
                .isEqualTo("too_many_pixels");
        assertThat(ana.isRefused("a.jpg", "image/jpeg", Arrays.copyOf(image, image.length - 20)))
                .isEqualTo("unreadable");
    }

    @Test
    void aKindMayHaveSeveralNamesAndItsFilesMayHoldPages() {
        byte[] zip = SampleFiles.zip();
        UUID media = ana.uploads("a.zip", "application/x-zip-compressed", zip);
        assertThat(ana.reads(media)).isEqualTo(zip);
        ana.uploads("a.md", "text/markdown", "# tea".getBytes(StandardCharsets.UTF_8));
        assertThat(ana.isRefused("a", "application/octet-stream", SampleFiles.elf()))
                .isEqualTo("type_refused");
        ana.uploads("a.mp4", "application/octet-stream", SampleFiles.mp4(500));
    }

    @Test
    void whatComesAfterAnImageIsLeftOut() {
        byte[] image = SampleFiles.jpeg(40, 40);
        UUID media =
                ana.uploads(
                        "a.jpg", "image/jpeg", SampleFiles.joined(image, SampleFiles.mp4(5_000)));
        assertThat(ana.reads(media)).hasSizeLessThanOrEqualTo(image.length);
    }

    @Test
    void aRepeatIsTheSameUpload() {
        byte[] file = SampleFiles.png(8, 8);
        String body =
                tools.jackson.databind.json.JsonMapper.shared()
                        .writeValueAsString(Person.announcement("a.png", "image/png", file));
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        JsonNode first = ana.rest.call("POST", "/media", body, key).expect(201);
        JsonNode second = ana.rest.call("POST", "/media", body, key).expect(200);
        assertThat(second.path("media_id")).isEqualTo(first.path("media_id"));
        Person.puts(second, file);
        UUID media = UUID.fromString(first.path("media_id").asString());
        ana.completes(media).expect(200);
        JsonNode third = ana.rest.call("POST", "/media", body, key).expect(200);
        assertThat(third.path("state").asString()).isEqualTo("ready");
        assertThat(third.path("upload").isNull()).isTrue();
        assertThat(
                        ana.rest
                                .call(
                                        "POST",
                                        "/media",
                                        body.replace("a.png\"", "b.png\"")
                                                .replace(Person.sha256(file), "0".repeat(64)),
                                        key)
                                .body()
                                .path("code")
                                .asString())
                .isEqualTo("duplicate_id");
        new Person().rest.call("POST", "/media", body, key).expect(201);
    }

    @Test
    void completeMayBeAskedOftenAndAtOnceAndIsToldOnce() {
        byte[] file = SampleFiles.png(8, 8);
        JsonNode announced = ana.announces("a.png", "image/png", file);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        assertThat(ana.completes(media).body().path("code").asString()).isEqualTo("upload_missing");
        Person.puts(announced, file);
        assertThat(
                        IntStream.range(0, 6)
                                .mapToObj(
                                        _ ->
                                                CompletableFuture.supplyAsync(
                                                        () -> ana.completes(media)))
                                .toList()
                                .stream()
                                .map(CompletableFuture::join)
                                .map(RestClient.Answer::status))
                .allMatch(status -> status == 200 || status == 202 || status == 503)
                .contains(200);
        ana.completes(media).expect(200);
        await().untilAsserted(() -> assertThat(CLUSTER.told(media)).hasSize(1));
        MediaEvent event = CLUSTER.told(media).getFirst();
        assertThat(event.getReady().getContentType()).isEqualTo("image/png");
        assertThat(event.getReady().getWidth()).isEqualTo(8);
        assertThat(event.getChatIdsList()).isEmpty();
        assertThat(event.getVersion()).isEqualTo(1);
    }

    @Test
    void nobodyElseHasToDoWithIt() {
        Person eve = new Person();
        byte[] file = SampleFiles.png(8, 8);
        UUID media =
                UUID.fromString(
                        ana.announces("a.png", "image/png", file).path("media_id").asString());
        assertThat(eve.completes(media).body().path("code").asString())
                .isEqualTo("media_not_found");
        assertThat(eve.rest.delete("/media/" + media).body().path("code").asString())
                .isEqualTo("media_not_found");
        assertThat(eve.rest.get("/media/" + media).raw().body().replaceAll("[0-9a-f-]{36}", ""))
                .isEqualTo(
                        eve.rest
                                .get("/media/" + UUID.randomUUID())
                                .raw()
                                .body()
                                .replaceAll("[0-9a-f-]{36}", ""));
    }

    @Test
    void roomIsLimited() {
        byte[] file = SampleFiles.png(8, 8);
        for (int i = 0; i < 4; i++) {
            ana.announces("a.png", "image/png", file);
        }
        assertThat(
                        ana.rest
                                .post("/media", Person.announcement("a.png", "image/png", file))
                                .body()
                                .path("code")
                                .asString())
                .isEqualTo("media_quota");
        Person ben = new Person();
        Map<String, Object> most =
                Map.of(
                        "file_name",
                        "a.mp4",
                        "content_type",
                        "video/mp4",
                        "size",
                        30 << 20,
                        "sha256",
                        "0".repeat(64));
        UUID first =
                UUID.fromString(
                        ben.rest.post("/media", most).expect(201).path("media_id").asString());
        assertThat(ben.rest.post("/media", most).status()).isEqualTo(409);
        assertThat(ben.rest.delete("/media/" + first).status()).isEqualTo(204);
        assertThat(ben.rest.delete("/media/" + first).status()).isEqualTo(204);
        ben.rest.post("/media", most).expect(201);
    }

    /// What is announced is what is signed.
    @Test
    void everyPartNamesItsPlace() {
        JsonNode parts =
                ana.rest
                        .post(
                                "/media",
                                Map.of(
                                        "file_name",
                                        "a.mp4",
                                        "content_type",
                                        "video/mp4",
                                        "size",
                                        (10 << 20) + 1,
                                        "sha256",
                                        "0".repeat(64)))
                        .expect(201)
                        .path("upload")
                        .path("parts");
        assertThat(
                        StreamSupport.stream(parts.spliterator(), false)
                                .map(
                                        part ->
                                                part.path("offset").asLong()
                                                        + "+"
                                                        + part.path("size").asLong()))
                .containsExactly("0+5242880", "5242880+5242880", "10485760+1");
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
