package chat.sentinel.presence.activity;

/// Something that is to be told, by who got it from [Activity].
public record Change(Presence presence, Kind kind) {
    public enum Kind {
        ACTIVE,
        INACTIVE,
        STATUS
    }
}
