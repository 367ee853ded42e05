package chat.sentinel.media.storage;

import chat.sentinel.media.file.MediaId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The names of objects. What clients write is under one prefix and what they read under another,
/// and nothing is ever copied from the one to the other without having been looked at here.
public final class Keys {
    public static final String QUARANTINE = "quarantine/";
    public static final String RELEASED = "released/";

    private Keys() {}

    public static String uploaded(MediaId id) {
        return QUARANTINE + id;
    }

    public static String content(MediaId id) {
        return RELEASED + id + "/content";
    }

    public static String thumbnail(MediaId id) {
        return RELEASED + id + "/thumbnail";
    }

    /// @return whose object it is; null for what no name of ours is
    public static @Nullable MediaId idOf(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length < 2) {
            return null;
        }
        MediaId id = MediaId.parse(parts[1]);
        UUID value = id == null ? null : id.value();
        return value == null || !key.contains("/" + value) ? null : id;
    }
}
