package chat.sentinel.media.change;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.media.MediaDeleted;
import chat.sentinel.contracts.media.MediaEvent;
import chat.sentinel.contracts.media.MediaReady;
import chat.sentinel.contracts.media.MediaRejected;
import chat.sentinel.media.access.Links;
import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.file.MediaId;
import chat.sentinel.media.outbox.MediaEvents;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The changes of a file's state that others are told of. Whoever makes one, and whoever finds a
/// new chat that carries the file, locks the file's row first, so whichever of the two is later
/// tells that chat.
@Component
public class Changes {
    private final JdbcClient jdbc;
    private final MediaFiles files;
    private final Links links;
    private final MediaEvents events;
    private final Clock clock;

    Changes(JdbcClient jdbc, MediaFiles files, Links links, MediaEvents events, Clock clock) {
        this.jdbc = jdbc;
        this.files = files;
        this.links = links;
        this.events = events;
        this.clock = clock;
    }

    /// @param lease that the inspection was done under
    /// @return false when that lapsed, or the file was deleted meanwhile: nothing has changed
    @Transactional
    public boolean ready(MediaId id, UUID lease, Media.Shown shown) {
        int rows =
                jdbc.sql(
                                """
                                update media set state = 'ready', content_type = ?, stored_size = ?,
                                    width = ?, height = ?, thumbnail_type = ?, scanned = ?,
                                    lease = null, lease_until = null, changed_at = ?
                                where media_id = ? and state = 'inspecting' and lease = ?
                                """)
                        .param(shown.contentType())
                        .param(shown.size())
                        .param(shown.width())
                        .param(shown.height())
                        .param(new SqlParameterValue(Types.VARCHAR, shown.thumbnailType()))
                        .param(shown.scanned())
                        .param(Timestamp.from(clock.instant()))
                        .param(id.value())
                        .param(lease)
                        .update();
        return told(rows, id);
    }

    /// As [#ready].
    @Transactional
    public boolean rejected(MediaId id, UUID lease, String reason, boolean scanned) {
        int rows =
                jdbc.sql(
                                """
                                update media set state = 'rejected', reason = ?, scanned = ?,
                                    lease = null, lease_until = null, changed_at = ?
                                where media_id = ? and state = 'inspecting' and lease = ?
                                """)
                        .param(reason)
                        .param(scanned)
                        .param(Timestamp.from(clock.instant()))
                        .param(id.value())
                        .param(lease)
                        .update();
        return told(rows, id);
    }

    /// @return false when it was so already
    @Transactional
    public boolean deleted(MediaId id) {
        return deleted(id, "true");
    }

    /// @param condition of the project's own, on the row
    /// @return false when it was so already, or the condition does not hold any more
    @Transactional
    public boolean deleted(MediaId id, String condition) {
        int rows =
                jdbc.sql(
                                """
                                update media set state = 'deleted', lease = null,
                                    lease_until = null, changed_at = ?, purged_at = null
                                where media_id = ? and state <> 'deleted' and (
                                """
                                        + condition
                                        + ")")
                        .param(Timestamp.from(clock.instant()))
                        .param(id.value())
                        .update();
        return told(rows, id);
    }

    private boolean told(int rows, MediaId id) {
        if (rows == 0) {
            return false;
        }
        tell(id, links.chatsOf(id));
        return true;
    }

    /// A chat carries it from now on: that is told what it is, unless nobody knows yet.
    @Transactional(propagation = Propagation.MANDATORY)
    public void carriedBy(MediaId id, ChatId chat) {
        jdbc.sql("select 1 from media where media_id = ? for update")
                .param(id.value())
                .query()
                .singleColumn();
        tell(id, List.of(chat));
    }

    private void tell(MediaId id, List<ChatId> chats) {
        Media media = files.find(id);
        MediaEvent.Builder event = media == null ? null : event(media);
        if (media != null && event != null) {
            chats.forEach(chat -> event.addChatIds(chat.byteString()));
            events.append(id, event.setOwnerId(media.owner().byteString()));
        }
    }

    private static MediaEvent.@Nullable Builder event(Media media) {
        Media.Shown shown = media.shown();
        return switch (media.state()) {
            case UPLOADING, INSPECTING -> null;
            case READY ->
                    shown == null
                            ? null
                            : MediaEvent.newBuilder()
                                    .setReady(
                                            MediaReady.newBuilder()
                                                    .setContentType(shown.contentType())
                                                    .setSize(shown.size())
                                                    .setWidth(shown.width())
                                                    .setHeight(shown.height())
                                                    .setThumbnail(shown.thumbnailType() != null));
            case REJECTED ->
                    MediaEvent.newBuilder()
                            .setRejected(
                                    MediaRejected.newBuilder()
                                            .setReason(
                                                    media.reason() == null ? "" : media.reason()));
            case DELETED -> MediaEvent.newBuilder().setDeleted(MediaDeleted.getDefaultInstance());
        };
    }
}
