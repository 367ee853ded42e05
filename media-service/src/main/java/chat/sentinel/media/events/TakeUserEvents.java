package chat.sentinel.media.events;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.media.change.Changes;
import chat.sentinel.media.file.Media;
import chat.sentinel.media.file.MediaFiles;
import chat.sentinel.media.file.MediaState;
import java.util.List;
import org.springframework.stereotype.Component;

/// Whose account is erased, his files go, wherever they were sent. In the caller's transaction.
@Component
class TakeUserEvents {
    private final MediaFiles files;
    private final Changes changes;

    TakeUserEvents(MediaFiles files, Changes changes) {
        this.files = files;
        this.changes = changes;
    }

    void take(List<UserEvent> events) {
        for (UserEvent event : events) {
            if (event.hasErased()) {
                List<Media> all =
                        files.of(
                                UserId.of(event.getUserId()),
                                MediaState.UPLOADING,
                                MediaState.INSPECTING,
                                MediaState.READY,
                                MediaState.REJECTED);
                all.forEach(media -> changes.deleted(media.id()));
            }
        }
    }
}
