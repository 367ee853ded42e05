package chat.sentinel.media.collect;

import chat.sentinel.media.change.Changes;
import chat.sentinel.media.events.ReadThrough;
import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.file.MediaState;
import chat.sentinel.media.inspect.CompleteUpload;
import chat.sentinel.media.storage.Keys;
import chat.sentinel.media.storage.ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Goes round from time to time. Several instances may do it at once, and two do no more than one:
/// every step changes a row only while it still is as it was found.
@Component
public class Collect {
    private static final Logger log = LoggerFactory.getLogger(Collect.class);
    private static final int STEP = 200;
    private static final int MOST_LEFTOVERS = 100_000;

    private final MediaFiles files;
    private final Changes changes;
    private final CompleteUpload uploads;
    private final Purge purge;
    private final ObjectStore objects;
    private final ReadThrough chats;
    private final JdbcClient jdbc;
    private final CollectProperties properties;
    private final Clock clock;
    private final MeterRegistry meters;

    Collect(
            MediaFiles files,
            Changes changes,
            CompleteUpload uploads,
            Purge purge,
            ObjectStore objects,
            ReadThrough chats,
            JdbcClient jdbc,
            CollectProperties properties,
            Clock clock,
            MeterRegistry meters) {
        this.files = files;
        this.changes = changes;
        this.uploads = uploads;
        this.purge = purge;
        this.objects = objects;
        this.chats = chats;
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
        this.meters = meters;
    }

    @Scheduled(fixedDelayString = "${sentinel.collect.every:1m}", initialDelayString = "30s")
    public void collect() {
        step("inspections", this::goOn);
        step("abandoned", () -> delete("state = 'uploading'", properties.abandonedAfter()));
        // Both look at the row only, in which a new link is noted under its lock.
        step("unsent and unlinked", this::deleteUncarried);
        step("objects", this::purge);
        step("rows", this::forget);
    }

    @Scheduled(
            fixedDelayString = "${sentinel.collect.leftovers-every:6h}",
            initialDelayString = "10m")
    public void collectLeftovers() {
        step("quarantine", () -> leftovers(Keys.QUARANTINE));
        step("released", () -> leftovers(Keys.RELEASED));
        step(
                "folders",
                () -> uploads.removeOldFolders(clock.instant().minus(properties.leftoverAfter())));
    }

    private static void step(String name, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.warn("Cannot collect {}: {}", name, e.toString());
        }
    }

    /// Whoever looked at these has died.
    private void goOn() {
        for (Media media :
                files.oldest("state = 'inspecting' and lease_until < :before", Duration.ZERO, 10)) {
            try {
                uploads.complete(media);
            } catch (RuntimeException e) {
                log.warn("Cannot look at {}: {}", media.id(), e.toString());
            }
        }
    }

    private void delete(String state, Duration age) {
        for (Media media : files.oldest(state + " and changed_at < :before", age, STEP)) {
            delete(media, state);
        }
    }

    /// Only while all messages are known that may carry such a file again; its owner can send it at
    /// any time.
    private void deleteUncarried() {
        if (!chats.reaches(clock.instant().minus(properties.behind()))) {
            meters.counter("sentinel.media.collections_put_off").increment();
            return;
        }
        delete("state = 'ready' and not linked", properties.unsentAfter());
        deleteUnlinked();
    }

    private void deleteUnlinked() {
        String state = "state = 'ready' and unlinked_at is not null";
        for (Media media :
                files.oldest(
                        state + " and unlinked_at < :before", properties.unlinkedAfter(), STEP)) {
            delete(media, state);
        }
    }

    private void delete(Media media, String state) {
        if (changes.deleted(media.id(), state)) {
            meters.counter("sentinel.media.collected").increment();
            purge.soon(media);
        }
    }

    private void purge() {
        files.oldest(
                        "state in ('rejected', 'deleted') and purged_at is null"
                                + " and changed_at < :before",
                        Duration.ofSeconds(10),
                        STEP)
                .forEach(purge::soon);
    }

    /// An upload may be put into quarantine for as long as its address is good, also after its
    /// file is gone: leftovers are looked for by themselves.
    private void forget() {
        for (Media media :
                files.oldest(
                        "state in ('rejected', 'deleted') and purged_at is not null"
                                + " and changed_at < :before",
                        properties.forgottenAfter(),
                        STEP)) {
            jdbc.sql("delete from links where media_id = ?").param(media.id().value()).update();
            jdbc.sql("delete from media where media_id = ?").param(media.id().value()).update();
        }
    }

    private void leftovers(String prefix) {
        leftovers(prefix, clock.instant().minus(properties.leftoverAfter()));
    }

    /// @param time what was put there later may still be wanted
    /// @return how many went
    public int leftovers(String prefix, Instant time) {
        int gone = 0;
        for (ObjectStore.Found found : objects.before(time, prefix, MOST_LEFTOVERS)) {
            MediaId id = Keys.idOf(found.key());
            if (id == null || !isNeeded(files.find(id), prefix)) {
                if (found.uploadId() == null) {
                    objects.delete(found.key());
                } else {
                    objects.abort(found.key(), found.uploadId());
                }
                meters.counter("sentinel.media.leftovers").increment();
                gone++;
            }
        }
        return gone;
    }

    private static boolean isNeeded(@Nullable Media media, String prefix) {
        if (media == null) {
            return false;
        }
        boolean open =
                media.state() == MediaState.UPLOADING || media.state() == MediaState.INSPECTING;
        return open || (prefix.equals(Keys.RELEASED) && media.state() == MediaState.READY);
    }
}
