package chat.sentinel.media.file;

import java.util.Locale;

/// The way of a file; from `READY` and `REJECTED` only `DELETED` follows, and nothing from that.
public enum MediaState {
    UPLOADING,
    INSPECTING,
    READY,
    REJECTED,
    DELETED;

    /// As it is stored and told.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MediaState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
