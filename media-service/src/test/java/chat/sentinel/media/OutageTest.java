package chat.sentinel.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.media.change.Changes;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.media.storage.ObjectStore;
import chat.sentinel.testkit.client.RestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A store is away, and comes back.
class OutageTest {
    private static final MediaCluster CLUSTER = MediaCluster.shared();

    @TempDir Path folder;
    private final Person ana = new Person();
    private final byte[] file = SampleFiles.png(8, 8);

    @AfterEach
    void mend() {
        CLUSTER.s3().mend();
        CLUSTER.database().mend();
    }

    @Test
    void withoutS3AnUploadIsCompletedLater() {
        JsonNode announced = ana.announces("a.png", "image/png", file);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        Person.puts(announced, file);
        UUID before = ana.uploads("b.png", "image/png", file);
        CLUSTER.s3().cut();
        assertAway(ana.completes(media));
        assertThat(ana.rest.get("/media/" + media).expect(200).path("state").asString())
                .isEqualTo("uploading");
        // Nothing is asked of it for these.
        ana.rest.get("/media/" + before + "/content").expect(302);
        ana.rest.delete("/media/" + before).expect(204);
        assertThat(
                        new RestClient(CLUSTER.management())
                                .get("/actuator/health")
                                .body()
                                .path("components")
                                .path("s3")
                                .path("status")
                                .asString())
                .isEqualTo("DOWN");
        CLUSTER.s3().mend();
        assertThat(ana.completes(media).expect(200).path("state").asString()).isEqualTo("ready");
    }

    @Test
    void withoutTheDatabaseOneIsToldToAskAgain() {
        JsonNode announced = ana.announces("a.png", "image/png", file);
        UUID media = UUID.fromString(announced.path("media_id").asString());
        Person.puts(announced, file);
        CLUSTER.database().cut();
        assertAway(ana.completes(media));
        assertAway(ana.rest.get("/media/" + media + "/content"));
        assertAway(ana.rest.post("/media", Person.announcement("a.png", "image/png", file)));
        CLUSTER.database().mend();
        await().until(() -> ana.completes(media).status() == 200);
        await().untilAsserted(() -> assertThat(CLUSTER.told(media)).hasSize(1));
    }

    /// Two are looked at at a time; who comes then is told when to come again, and has lost
    /// nothing.
    @Test
    void whileS3IsSlowNoMoreThanTwoWaitForIt() {
        List<UUID> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode announced = ana.announces("a.png", "image/png", file);
            Person.puts(announced, file);
            waiting.add(UUID.fromString(announced.path("media_id").asString()));
        }
        CLUSTER.s3().hold();
        List<CompletableFuture<RestClient.Answer>> slow =
                waiting.subList(0, 2).stream()
                        .map(media -> CompletableFuture.supplyAsync(() -> ana.completes(media)))
                        .toList();
        await().until(
                        () ->
                                waiting.subList(0, 2).stream()
                                        .allMatch(media -> state(media).equals("inspecting")));
        RestClient.Answer third = ana.completes(waiting.getLast());
        assertThat(third.status()).isEqualTo(503);
        assertThat(third.body().path("code").asString()).isEqualTo("service_unavailable");
        assertThat(third.raw().headers().firstValue("Retry-After")).contains("2");
        assertThat(state(waiting.getLast())).isEqualTo("uploading");
        CLUSTER.s3().mend();
        slow.forEach(CompletableFuture::join);
        for (UUID media : waiting) {
            await().until(() -> ana.completes(media).status() == 200);
        }
    }

    @Test
    void whatIsDeletedWhileItIsLookedAtIsNeverShown() {
        JsonNode announced = ana.announces("a.png", "image/png", file);
        MediaId media =
                Objects.requireNonNull(MediaId.parse(announced.path("media_id").asString()));
        Person.puts(announced, file);
        CLUSTER.s3().hold();
        CompletableFuture<RestClient.Answer> slow =
                CompletableFuture.supplyAsync(() -> ana.completes(media.value()));
        await().until(() -> state(media.value()).equals("inspecting"));
        assertThat(CLUSTER.bean(Changes.class).deleted(media)).isTrue();
        CLUSTER.s3().mend();
        assertThat(slow.join().status()).isIn(404, 503);
        assertThat(ana.rest.get("/media/" + media).status()).isEqualTo(404);
        assertThat(
                        CLUSTER.bean(ObjectStore.class)
                                .download(
                                        Keys.content(media), folder.resolve("content"), 1_000_000))
                .isNull();
    }

    private String state(UUID media) {
        return ana.rest.get("/media/" + media).expect(200).path("state").asString();
    }

    @Test
    void thatNothingIsScannedIsSaid() {
        JsonNode health = new RestClient(CLUSTER.management()).get("/actuator/health").body();
        assertThat(
                        health.path("components")
                                .path("virusScanner")
                                .path("details")
                                .path("scanner")
                                .asString())
                .startsWith("none");
    }

    private static void assertAway(RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
        assertThat(answer.body().path("code").asString()).isEqualTo("store_unavailable");
        assertThat(answer.body().path("retryable").asBoolean()).isTrue();
    }
}
