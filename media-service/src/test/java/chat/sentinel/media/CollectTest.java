package chat.sentinel.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.media.collect.Collect;
import chat.sentinel.media.events.ReadThrough;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.media.storage.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import tools.jackson.databind.JsonNode;

/// What nobody needs any more goes, and what somebody needs stays.
class CollectTest {
    private static final MediaCluster CLUSTER = MediaCluster.shared();

    @TempDir Path folder;
    private final Person ana = new Person();
    private final Person ben = new Person();
    private final Collect collect = CLUSTER.bean(Collect.class);
    private final ObjectStore objects = CLUSTER.bean(ObjectStore.class);

    @Test
    void uploadsThatAreNeverComplete() {
        byte[] file = SampleFiles.png(8, 8);
        UUID old = uploading(file);
        UUID recent = uploading(file);
        age(old, "25 hours");
        age(recent, "23 hours");
        collect.collect();
        assertThat(state(old)).isEqualTo("deleted");
        assertThat(state(recent)).isEqualTo("uploading");
        assertThat(there(Keys.uploaded(new MediaId(old)))).isFalse();
        assertThat(there(Keys.uploaded(new MediaId(recent)))).isTrue();
    }

    @Test
    void filesWhoseLastMessageIsDeleted() {
        UUID gone = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        UUID carried = ana.uploads("b.png", "image/png", SampleFiles.png(9, 9));
        Chat chat = Chat.of(ana, ben);
        Chat.Sent first = chat.carries(ana, gone);
        Chat.Sent second = chat.carries(ana, carried);
        chat.carries(ana, carried);
        chat.deletes(ana, first);
        chat.deletes(ana, second);
        await().until(() -> isUnlinked(gone));
        assertThat(isUnlinked(carried)).isFalse();
        collects();
        assertThat(state(gone)).as("it has only just gone").isEqualTo("ready");
        CLUSTER.jdbc()
                .sql(
                        "update media set unlinked_at = unlinked_at - interval '2 hours' where media_id = ?")
                .param(gone)
                .update();
        collects();
        assertThat(state(gone)).isEqualTo("deleted");
        assertThat(state(carried)).isEqualTo("ready");
        assertThat(there(Keys.content(new MediaId(gone)))).isFalse();
        assertThat(there(Keys.thumbnail(new MediaId(gone)))).isFalse();
        assertThat(there(Keys.content(new MediaId(carried)))).isTrue();
    }

    @Test
    void filesThatAreNeverSent() {
        UUID unsent = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        UUID sent = ana.uploads("b.png", "image/png", SampleFiles.png(9, 9));
        Chat.of(ana, ben).carries(ana, sent);
        await().until(() -> ben.rest.get("/media/" + sent).status() == 200);
        age(unsent, "15 days");
        age(sent, "15 days");
        collects();
        assertThat(state(unsent)).isEqualTo("deleted");
        assertThat(state(sent)).isEqualTo("ready");
    }

    /// Its owner has sent it again, and that is still to be read.
    @Test
    void nothingWhileChatsAreBehind() {
        UUID file = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        Chat chat = Chat.of(ana, ben);
        chat.deletes(ana, chat.carries(ana, file));
        await().until(() -> isUnlinked(file));
        CLUSTER.jdbc()
                .sql(
                        "update media set unlinked_at = unlinked_at - interval '2 hours' where media_id = ?")
                .param(file)
                .update();
        MessageListenerContainer reader =
                Objects.requireNonNull(
                        CLUSTER.bean(KafkaListenerEndpointRegistry.class)
                                .getListenerContainer("chats"));
        reader.stop();
        chat.carries(ana, file);
        collect.collect();
        assertThat(state(file)).isEqualTo("ready");
        reader.start();
        collects();
        assertThat(state(file)).isEqualTo("ready");
    }

    /// When all that was said in chats is read.
    private void collects() {
        await().until(() -> CLUSTER.bean(ReadThrough.class).reaches(Instant.now()));
        collect.collect();
    }

    /// It died between its lease and the end.
    @Test
    void anInspectionWhoseInspectorDiedIsDoneByAnother() {
        byte[] file = SampleFiles.png(8, 8);
        UUID media = uploading(file);
        CLUSTER.jdbc()
                .sql(
                        """
                        update media set state = 'inspecting', lease = gen_random_uuid(),
                            lease_until = now() + interval '1 minute' where media_id = ?
                        """)
                .param(media)
                .update();
        collect.collect();
        assertThat(state(media)).isEqualTo("inspecting");
        assertThat(ana.completes(media).status()).isEqualTo(202);
        CLUSTER.jdbc()
                .sql(
                        "update media set lease_until = now() - interval '1 second' where media_id = ?")
                .param(media)
                .update();
        collect.collect();
        assertThat(state(media)).isEqualTo("ready");
    }

    /// It died after the bytes were in their place, or after the row said so.
    @Test
    void whatADeadInspectorLeftIsNoHindrance() throws Exception {
        byte[] file = SampleFiles.png(8, 8);
        UUID media = uploading(file);
        objects.put(Keys.content(new MediaId(media)), written("half a file"), "image/png");
        ana.completes(media).expect(200);
        assertThat(ana.reads(media))
                .isNotEqualTo("half a file".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(there(Keys.uploaded(new MediaId(media)))).isFalse();
    }

    @Test
    void objectsThatBelongToNothing() throws Exception {
        UUID ready = ana.uploads("a.png", "image/png", SampleFiles.png(8, 8));
        UUID open = uploading(SampleFiles.png(9, 9));
        UUID nobody = UUID.randomUUID();
        // Put there when its file was done.
        objects.put(Keys.uploaded(new MediaId(ready)), written("again"), "image/png");
        objects.put(Keys.uploaded(new MediaId(nobody)), written("x"), "image/png");
        objects.put(Keys.content(new MediaId(nobody)), written("x"), "image/png");
        String parts = objects.beginParts(Keys.uploaded(new MediaId(nobody)));
        Instant later = Instant.now().plusSeconds(60);
        assertThat(collect.leftovers(Keys.QUARANTINE, later)).isEqualTo(3);
        assertThat(collect.leftovers(Keys.RELEASED, later)).isEqualTo(1);
        assertThat(there(Keys.uploaded(new MediaId(ready)))).isFalse();
        assertThat(there(Keys.content(new MediaId(ready)))).isTrue();
        assertThat(there(Keys.uploaded(new MediaId(open)))).isTrue();
        assertThat(there(Keys.uploaded(new MediaId(nobody)))).isFalse();
        assertThat(objects.before(later, Keys.QUARANTINE, 1_000))
                .extracting(ObjectStore.Found::uploadId)
                .filteredOn(Objects::nonNull)
                .doesNotContain(parts);
    }

    private Path written(String text) throws Exception {
        return Files.writeString(folder.resolve(UUID.randomUUID().toString()), text);
    }

    private UUID uploading(byte[] file) {
        JsonNode announced = ana.announces("a.png", "image/png", file);
        Person.puts(announced, file);
        return UUID.fromString(announced.path("media_id").asString());
    }

    private static void age(UUID media, String by) {
        CLUSTER.jdbc()
                .sql("update media set changed_at = changed_at - ?::interval where media_id = ?")
                .params(List.of(by, media))
                .update();
    }

    private static String state(UUID media) {
        return CLUSTER.jdbc()
                .sql("select state from media where media_id = ?")
                .param(media)
                .query(String.class)
                .single();
    }

    private static boolean isUnlinked(UUID media) {
        return CLUSTER.jdbc()
                .sql("select unlinked_at is not null from media where media_id = ?")
                .param(media)
                .query(Boolean.class)
                .single();
    }

    private boolean there(String key) {
        return objects.download(key, folder.resolve(UUID.randomUUID().toString()), 1_000_000)
                != null;
    }
}
